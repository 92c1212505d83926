"""A project with a small FAQ whose forum is a live one, served by a fake Discourse on this machine."""

import re
import shutil
import signal
import time

import requests
from fakes.webhook import sign_webhook
from projects import FaqFolder, Project

SECRETS = {
    "ENTRAIDE_PSEUDONYM_SECRET": "secret-pour-les-essais",
    "ENTRAIDE_FORUM_WEBHOOK_SECRET": "secret-convenu",
    "ENTRAIDE_FORUM_API_KEY": "",
    "ENTRAIDE_FORUM_API_USERNAME": "",
}


class LiveProject(Project):
    """A project that mirrors the forum of `fake` and nothing else."""

    def __init__(self, path, fake, *, categories, options=""):
        super().__init__(path)
        shutil.rmtree(path / "faq")
        FaqFolder(path / "faq")
        self.fake = fake
        self.secrets = dict(SECRETS)
        source = (
            f"{{name: forum, type: discourse, url: '{fake.url}', categories: [{categories}], label: Forum, pace: 0s{options}}}"
        )
        file = path / "entraide.yml"
        file.write_text(f"sources: [{source}]", encoding="utf-8")

    def text_on_disk(self):
        """All that is stored and shown, as bytes."""
        files = [file for folder in ("var", "site") for file in (self.path / folder).rglob("*") if file.is_file()]
        return b"\n".join(file.read_bytes() for file in files)


class Served:
    """`entraide serve` over a live project."""

    def __init__(self, project):
        self.project = project
        self.process = project.start("serve", "--port", "0")
        for line in self.process.stderr:
            if found := re.search(r"ready at (http://127\.0\.0\.1:\d+)/", line):
                self.address = found[1]
                return
        raise AssertionError("entraide serve ended")

    def notice(self, topic, event="post_created", event_id="1", **changes):
        url = self.project.fake.url
        data, headers = sign_webhook("secret-convenu", event, {"post": {"topic_id": topic}}, instance=url, event_id=event_id)
        return requests.post(f"{self.address}/hooks/discourse", data=data, headers=headers | changes, timeout=10)

    def page(self, topic):
        return requests.get(f"{self.address}/forum/{topic}/", timeout=10)

    def found(self, text):
        return requests.get(f"{self.address}/api/search", params={"q": text, "kind": "forum"}, timeout=10).json()["total"]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=40)
        return self.process.returncode


def wait_until(true, seconds=20.0):
    """How long it took; fails after so many seconds."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, "waited in vain"
        time.sleep(0.02)
    return time.monotonic() - begun
