"""The High-Level API of the synthetic GLPI: what `FakeGlpi.other_apis` asks before the legacy one, with the same tables."""

import re
from urllib.parse import parse_qs

import msgspec

from fakes.answers import Answer, json_of

ROOT = "/api.php/v2.3/"
CLIENT = {"client_id": "client", "client_secret": "secret-du-client", "username": "lecteur", "password": "mot-du-lecteur"}
_FILE = re.compile(r"Management/Document/(\d+)/Download")


def refused(status, code):
    return Answer(status, msgspec.json.encode({"status": code, "title": "Refus", "detail": None}))


class V2:
    """`V2(fake)` is a function from a Visit to an Answer."""

    def __init__(self, fake):
        self.fake = fake

    def __call__(self, visit):
        if visit.path == "/api.php/token":
            return self._token(visit)
        if not visit.path.startswith("/api.php/"):
            return None
        if visit.headers.get("Authorization") != "Bearer jeton-v2":
            return refused(401, "ERROR_UNAUTHENTICATED")
        path = visit.path.removeprefix(ROOT)
        if found := _FILE.fullmatch(path):
            number = int(found[1])
            row = self.fake.tables.get("Document", {}).get(number)
            return Answer(200, self.fake.files[number], row["mime"]) if row else refused(404, "ERROR_ITEM_NOT_FOUND")
        lists = {"Knowledgebase/Article": self._articles, "Knowledgebase/Category": self._categories}
        return self._page(visit, lists[path]()) if path in lists else refused(404, "ERROR_NOT_FOUND")

    def _token(self, visit):
        given = {name: values[0] for name, values in parse_qs(visit.body.decode()).items()}
        if given != CLIENT | {"grant_type": "password", "scope": "api"}:
            return Answer(400, b'{"error":"invalid_grant","error_description":"mot-du-lecteur"}')
        return json_of({"token_type": "Bearer", "expires_in": 3600, "access_token": "jeton-v2"})

    def _page(self, visit, rows):
        start, limit = int(visit.query.get("start", 0)), min(int(visit.query.get("limit", 50)), 500)
        part = rows[start : start + limit]
        answer = Answer(200 if len(part) == len(rows) else 206, msgspec.json.encode(part))
        answer.headers["Content-Range"] = f"{start}-{start + len(part) - 1}/{len(rows)}"
        return answer

    def _categories(self):
        return [
            {"id": row["id"], "name": row["name"], "completename": row["completename"], "parent": None, "level": 1}
            for row in self.fake.rows("KnowbaseItemCategory")
        ]

    def _articles(self):
        names = {row["id"]: row["name"] for row in self.fake.rows("KnowbaseItemCategory")}
        places = self.fake.rows("KnowbaseItem_KnowbaseItemCategory")
        return [
            {
                "id": row["id"],
                "name": row["name"],
                "content": row["answer"],
                "description": "",
                "is_faq": bool(row["is_faq"]),
                "views": row["view"],
                "date_begin": row["begin_date"],
                "date_end": row["end_date"],
                "date_creation": row["date_creation"].replace(" ", "T") + "+00:00",
                "date_mod": row["date_mod"].replace(" ", "T") + "+00:00",
                "categories": [
                    {"id": place["knowbaseitemcategories_id"], "name": names[place["knowbaseitemcategories_id"]]}
                    for place in places
                    if place["knowbaseitems_id"] == row["id"]
                ],
            }
            for row in self.fake.rows("KnowbaseItem")
        ]
