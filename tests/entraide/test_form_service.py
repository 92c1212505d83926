"""The forms over HTTP as a browser without scripts sends them: what arrives, what comes back, what is refused."""

import json
import logging
import socket
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from form_service import ACCESS, INCIDENT, PDF, errors, notice, running_forms, value
from selectolax.lexbor import LexborHTMLParser

from entraide.avoided import AvoidedLog, read_avoided

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with running_forms(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(autouse=True)
def _anew(service, tmp_path, monkeypatch):
    service.sink.requests.clear()
    service.sink.is_full = False
    service.now += service.now.resolution * 10**10
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert list(Path(tmp_path).glob("entraide-form-*")) == []


def test_a_request_arrives_whole_and_the_receipt_tells_its_number_alone(service):
    answer = service.sent(INCIDENT, [("pieces-jointes", ("../écran.png", b"\x89PNG\r\n\x1a\n" + bytes(99), "text/html"))])
    assert (answer.status_code, answer.headers["location"]) == (303, "../recue/?numero=2026-000001")
    [file] = service.sink.last.attachments
    assert (file.name, file.media_type, file.is_attestation) == ("écran.png", "image/png", False)
    assert service.sink.files["écran.png"].startswith(b"\x89PNG")
    receipt = requests.get(f"{service.address}/demandes/recue/?numero=2026-000001", timeout=10).text
    assert "<strong>2026-000001</strong>" in receipt
    assert "<b>" not in requests.get(f"{service.address}/demandes/recue/?numero=<b>", timeout=10).text


def test_an_access_wants_its_attestation_which_is_told_apart(service):
    assert errors(service.sent(ACCESS, form="acces")) == {
        "attestation": "Joignez ce document\u00a0: sans lui, la demande ne peut pas être traitée."
    }
    assert service.sent(ACCESS, [("attestation", PDF)], form="acces").status_code == 303
    assert [file.is_attestation for file in service.sink.last.attachments] == [True]


def test_an_empty_body_gets_every_mistake_and_nothing_is_stored(service):
    answer = service.send()
    assert answer.status_code == 422
    assert len(errors(answer)) == 10
    assert notice(answer) == "La demande n’est pas encore envoyée."
    assert "<title>À revoir - " in answer.text
    assert service.sink.requests == {}


def test_what_was_typed_is_kept_as_text_whatever_it_is(service):
    hostile = '"><script>alert(1)</script>'
    answer = service.sent(INCIDENT | {"titre": hostile, "symptome-materiel": "</textarea><b>\n«x»", "seul": ""})
    assert list(errors(answer)) == ["seul"]
    assert (value(answer, "titre"), value(answer, "symptome-materiel")) == (hostile, "</textarea><b>\n«x»")
    assert "<script>alert" not in answer.text
    assert LexborHTMLParser(answer.text).css_first("[value=moyenne]").attributes.get("checked", 0) is None


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (("gros.pdf", b"%PDF-1.7\n" + bytes(21 * MIB), "application/pdf"), "Les fichiers dépassent 20 Mio ensemble."),
        (("facture.pdf", b"MZ\x90" + bytes(200), "application/pdf"), "« facture.pdf » n’est pas un vrai fichier .pdf"),
    ],
)
def test_a_file_that_cannot_be_taken_is_said_beside_its_field_and_the_rest_is_kept(service, file, said):
    answer = service.sent(INCIDENT, [("pieces-jointes", file)])
    assert answer.status_code == 422
    assert " ".join(errors(answer)["pieces-jointes"].split()).startswith(said)
    assert "Choisissez de nouveau vos fichiers" in notice(answer)
    assert value(answer, "titre") == INCIDENT["titre"]
    assert service.sink.requests == {}


def test_twenty_mebibytes_are_for_all_files_together(service):
    halves = [("pieces-jointes", (f"{n}.pdf", b"%PDF-1.7\n" + bytes(11 * MIB), "")) for n in range(2)]
    assert "20 Mio ensemble" in " ".join(errors(service.sent(INCIDENT, halves))["pieces-jointes"].split())
    assert service.sent(INCIDENT, halves[:1]).status_code == 303


def test_a_full_disk_is_said_with_other_ways_and_all_is_kept(service, caplog):
    service.sink.is_full = True
    with caplog.at_level(logging.DEBUG):
        answer = service.sent(INCIDENT)
    assert answer.status_code == 503
    assert notice(answer).startswith("La demande ne peut pas être enregistrée pour le moment.")
    assert value(answer, "titre") == INCIDENT["titre"]
    ways = LexborHTMLParser(answer.text).css_first("[data-ways]")
    assert "hidden" not in ways.attrs
    assert [link.attrs["href"] for link in ways.css("a")] == ["mailto:assistance@exemple.fr", "tel:0546111111"]
    assert not any(text in caplog.text for text in (*INCIDENT.values(), "Fictive"))


@pytest.mark.parametrize(("size", "said"), [(100, "ne peut pas être enregistrée"), (2 * MIB, "n’a pas pu être reçu")])
def test_a_disk_that_takes_no_file_is_said_and_the_service_goes_on(service, monkeypatch, tmp_path, size, said):
    file = ("pieces-jointes", ("note.pdf", b"%PDF-1.7\n" + bytes(size), ""))
    with monkeypatch.context() as broken:
        broken.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
        answer = service.sent(INCIDENT, [file])
    assert (answer.status_code, said in notice(answer)) == (503, True)
    assert service.sent(INCIDENT, [file]).status_code == 303


def test_the_same_sent_twice_is_one_request(service):
    fields = {"_cle": service.key()} | INCIDENT
    assert [service.post(fields).headers["location"] for _ in range(2)] == ["../recue/?numero=2026-000001"] * 2
    assert len(service.sink.requests) == 1


def test_programs_are_told_in_french_and_so_are_people_who_look_like_one(service):
    assert "plus vite qu’on ne peut" in notice(service.post({"_cle": service.key(seconds=1)} | INCIDENT))
    assert "Un champ caché a été rempli" in notice(service.sent(INCIDENT | {"_site": "x"}))
    for key in ("", "x", "7fffffff-0"):
        answer = service.post({"_cle": key} | INCIDENT)
        assert "Vérifiez vos réponses, puis envoyez." in notice(answer)
    assert service.sink.requests == {}


def test_a_page_of_another_site_sends_nothing(service):
    for headers in ({"Origin": "https://ailleurs.exemple"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": ""}):
        answer = service.send(headers=headers, data=INCIDENT)
        assert (answer.status_code, "ne vient pas d’une page de ce site" in notice(answer)) == (403, True)
    assert service.sink.requests == {}


@pytest.mark.parametrize(
    "options",
    [
        {"files": [(f"champ{n}", (None, "x")) for n in range(1000)]},
        {"data": b"--x\r\nno form", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"data": b"x", "headers": {"Content-Type": "multipart/form-data"}},
        {"files": [("titre", (None, "x" * 300_000))]},
    ],
)
def test_what_no_form_sends_is_refused_with_a_sentence(service, options):
    answer = service.send(**options)
    assert (answer.status_code, notice(answer).startswith("L’envoi ne ressemble pas à ce formulaire")) == (400, True)


def test_a_body_far_too_big_is_not_read(service):
    parts = urlsplit(service.address)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as client:
        head = f"POST /demandes/incident/ HTTP/1.1\r\nHost: {parts.netloc}\r\nOrigin: {service.address}\r\n"
        client.sendall(f"{head}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {80 * MIB}\r\n\r\n".encode())
        assert b" 413 " in client.recv(200).split(b"\r\n")[0]


def test_another_charset_is_read_as_well_as_may_be(service):
    fields = {"_cle": service.key()} | INCIDENT
    body = "".join(f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n' for key, text in fields.items())
    body = body.replace("’", "'") + "--x--\r\n"
    for charset in ("latin-1", "nimporte"):
        kind = f"multipart/form-data; charset={charset}; boundary=x"
        assert service.send(data=body.encode("latin-1"), headers={"Content-Type": kind}).status_code == 303
    assert service.sink.last.answers[3].text == "Imprimante"
    assert service.sink.last.title == INCIDENT["titre"].replace("’", "'")


def test_a_connection_that_is_lost_half_way_stores_nothing_and_the_next_one_arrives(service):
    parts = urlsplit(service.address)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as client:
        head = f"POST /demandes/incident/ HTTP/1.1\r\nHost: {parts.netloc}\r\nOrigin: {service.address}\r\n"
        client.sendall(f"{head}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5000\r\n\r\n--x\r\n".encode())
    assert service.sent(INCIDENT).status_code == 303
    assert len(service.sink.requests) == 1


def test_an_address_that_sends_very_many_waits_and_keeps_what_it_typed(service):
    keys = [service.key(seconds=0) for _ in range(12)]
    service.now += service.now.resolution * 10**7
    answers = [service.post({"_cle": key} | INCIDENT | {"titre": key}) for key in keys]
    assert [answer.status_code for answer in answers] == [303] * 10 + [429] * 2
    assert answers[-1].headers["retry-after"] == "30"
    assert "Patientez une minute" in notice(answers[-1])
    assert value(answers[-1], "titre") == keys[-1]


def test_a_script_gets_the_same_as_json(service):
    headers = {"Accept": "application/json"}
    wrong = service.send(headers=headers, files=[("_cle", (None, service.key()))]).json()
    assert (wrong["errors"]["titre"], wrong["ways"]) == ("Ce champ est à remplir.", False)
    parts = [(name, (None, text)) for name, text in ({"_cle": service.key()} | INCIDENT).items()]
    assert service.send(headers=headers, files=parts).json() == {"next": "../recue/?numero=2026-000001"}


def test_a_title_that_is_handed_along_stands_in_the_form_and_the_questions_do_too(service):
    page = requests.get(f"{service.address}/demandes/incident/", params={"titre": 'écran "noir"\x07 <b>'}, timeout=10)
    assert value(page, "titre") == 'écran "noir" <b>'
    assert "changez-le" in page.text
    assert value(page, "symptome-autre").startswith("Que se passe-t-il")
    assert requests.get(f"{service.address}/demandes/inconnu/", timeout=10).status_code == 404


def test_a_request_avoided_is_a_number_and_nothing_else(service, tmp_path):
    def told(origin=service.address, form="incident"):
        return requests.post(f"{service.address}/api/avoided", data={"form": form}, headers={"Origin": origin}, timeout=10)

    assert [told().status_code, told(form="x").status_code, told("https://ailleurs.exemple").status_code] == [204, 400, 403]
    assert service.avoided == ["incident"]
    log = AvoidedLog(tmp_path / "avoided", clock=lambda: service.now)
    for form in ("incident", "acces", "incident"):
        log.avoided(form)
    log.flush()
    lines = (tmp_path / "avoided" / f"{service.now:%Y-%m}.jsonl").read_text().splitlines()
    assert [json.loads(line)["number"] for line in lines] == [2, 1]
    assert read_avoided(tmp_path / "avoided", f"{service.now:%Y-%m}") == {"incident": 2, "acces": 1}
