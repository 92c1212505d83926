"""`entraide evaluate` and `entraide search --batch` on small folders, right and wrong."""

import json

import pytest
from click.testing import CliRunner
from projects import FaqFolder

from entraide.cli import main

DOCUMENTS = [
    {"id": "a", "title": "Imprimante hors ligne", "category": ["Matériel"], "keywords": [], "url": "/a/", "body": "Le câble."},
    {"id": "b", "title": "Sauvegarde", "category": ["Logiciel"], "url": "/b/", "body": "Une copie des données."},
    {"id": 3, "title": "Mot de passe oublié"},
]
QUERIES = [
    {"id": "1", "text": "imprimante", "kind": "title"},
    {"id": "2", "text": "copie des données", "kind": "body"},
    {"id": "3", "text": "mdp", "kind": "synonym"},
    {"id": "4", "text": "introuvable", "kind": "title"},
    {"id": "5", "text": "sans jugement", "kind": "title"},
]
QRELS = "query_id\tdoc_id\trelevance\n1\ta\t1\n2\tb\t2\n2\ta\t0\n3\t3\t1\n4\ta\t1\n"
KEYS = ["MRR@10", "hit@1", "hit@3", "hit@5", "hit@10", "empty", "queries"]


def lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def root(tmp_path):
    FaqFolder(tmp_path / "faq")
    (tmp_path / "entraide.yml").write_text("site: {name: Essai}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def judged(tmp_path):
    return write(tmp_path / "juge", lines(DOCUMENTS), lines(QUERIES), QRELS)


def write(folder, documents, queries, qrels):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {"documents.jsonl": documents, "queries.jsonl": queries, "qrels.tsv": qrels}.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def run(root, *arguments):
    return CliRunner().invoke(main, [*map(str, arguments), "--config", str(root / "entraide.yml")])


def test_figures_come_in_all_and_by_kind_under_their_names(root, judged):
    done = run(root, "evaluate", judged, "--json")
    answer = json.loads(done.stdout)
    assert list(answer) == [*KEYS, "kinds"]
    assert (answer["queries"], answer["MRR@10"], answer["hit@1"], answer["empty"]) == (4, 0.75, 0.75, 0.25)
    assert {kind: its["hit@5"] for kind, its in answer["kinds"].items()} == {"title": 0.5, "body": 1, "synonym": 1}
    assert all(list(its) == KEYS for its in answer["kinds"].values())


def test_the_synonyms_of_the_faq_are_used_and_no_index_of_the_project_is_made(root, judged):
    assert json.loads(run(root, "evaluate", judged, "--json").stdout)["kinds"]["synonym"]["hit@1"] == 1
    assert {file.name for file in (root / "var").iterdir()} == {"evaluations"}


def test_the_change_since_the_last_run_is_printed(root, judged):
    first = run(root, "evaluate", judged).stdout
    assert "+" not in first
    (judged / "qrels.tsv").write_text(QRELS.replace("4\ta", "4\tb").replace("1\ta", "1\tb"), encoding="utf-8")
    assert "-25.0" in run(root, "evaluate", judged).stdout
    assert "-25.0" not in run(root, "evaluate", judged).stdout


def test_typos_come_as_a_second_set_of_figures(root, judged):
    answer = json.loads(run(root, "evaluate", judged, "--typos", "--json").stdout)
    assert answer["typos"]["queries"] == 4
    assert "typos" in run(root, "evaluate", judged, "--typos").stdout


def test_titles_may_be_left_out(root, judged):
    assert json.loads(run(root, "evaluate", judged, "--bodies", "--json").stdout)["kinds"]["title"]["hit@10"] == 0
    assert run(root, "evaluate", "--bodies").exit_code == 2


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"documents": "{\n"}, "documents.jsonl:1:"),
        ({"documents": lines(DOCUMENTS) + '{"title": "sans id"}\n'}, "documents.jsonl:4: Object missing required field `id`"),
        ({"documents": lines([*DOCUMENTS, DOCUMENTS[0]])}, "documents.jsonl:4: the id 'a' is that of line 1"),
        ({"documents": lines([*DOCUMENTS, {"id": 1.5}])}, "documents.jsonl:4:"),
        ({"documents": b'\xff\xfe{"id": "a"}\n'}, "documents.jsonl:1:"),
        ({"documents": "[" * 100_000}, "documents.jsonl:1:"),
        ({"queries": lines(QUERIES) + '{"id": "9"}\n'}, "queries.jsonl:6: Object missing required field `text`"),
        ({"queries": lines(QUERIES) + '\n\n{"id": "1", "text": "x"}\n'}, "queries.jsonl:8: the id '1' is that of line 1"),
        ({"qrels": QRELS + "1\tinconnu\t1\n"}, "qrels.tsv:7: there is no document 'inconnu'"),
        ({"qrels": QRELS + "77\ta\t1\n"}, "qrels.tsv:7: there is no query '77'"),
        ({"qrels": QRELS + "1 a 1\n"}, "qrels.tsv:7: expected"),
        ({"qrels": QRELS + "1\tb\tbeaucoup\n"}, "qrels.tsv:7: expected"),
        ({"qrels": QRELS + "1\tb\tnan\n"}, "qrels.tsv:7: expected"),
        ({"qrels": QRELS + "1\ta\t0\n"}, "qrels.tsv:7: the same query and document as in line 2"),
        ({"qrels": ""}, "no query has a right answer"),
    ],
)
def test_a_mistake_is_named_by_file_and_line(root, judged, changes, named):
    content = {"documents": lines(DOCUMENTS), "queries": lines(QUERIES), "qrels": QRELS}
    done = run(root, "evaluate", write(judged, **content | changes))
    assert done.exit_code == 1
    assert named in done.stderr
    assert len(done.stderr) < 10_000


def test_a_missing_file_is_named(root, judged):
    (judged / "qrels.tsv").unlink()
    done = run(root, "evaluate", judged)
    assert (done.exit_code, "qrels.tsv: cannot be read" in done.stderr) == (1, True)


def test_any_text_and_any_id_can_be_measured(root, judged):
    odd = ["\0", "é" * 10_000, "\u202e🙂", " ", "<script>", "a\u2028b"]
    documents = [
        {"id": name, "title": name, "body": name * 3, "category": "x", "keywords": None} for name in odd if name.strip()
    ]
    queries = [{"id": str(number), "text": text} for number, text in enumerate(odd)]
    qrels = "".join(f"{number}\t{documents[0]['id']}\t1\r\n" for number in range(len(odd)))
    done = run(root, "evaluate", write(judged, "\ufeff" + lines(documents), lines(queries), qrels), "--json", "--typos")
    assert (done.exit_code, json.loads(done.stdout)["queries"]) == (0, len(odd))
    assert list(json.loads(done.stdout)["kinds"]) == ["other"]


def test_the_name_of_a_kind_takes_no_more_than_its_column(root, judged):
    (judged / "queries.jsonl").write_text(lines([{"id": "1", "text": "câble", "kind": "k\n" * 500}]), encoding="utf-8")
    (judged / "qrels.tsv").write_text("1\ta\t1\n", encoding="utf-8")
    assert max(map(len, run(root, "evaluate", judged).stdout.splitlines())) < 120


def test_without_a_folder_the_golden_queries_are_asked_of_the_index(root):
    write(
        root / "tests" / "golden", "", lines([{"id": "1", "text": "taux apprentis"}]), "1\tfiche:logiciel/paie/apprentis\t1\n"
    )
    assert "`entraide index` makes it anew" in run(root, "evaluate").stderr
    assert run(root, "index").exit_code == 0
    assert json.loads(run(root, "evaluate", "--json").stdout)["hit@1"] == 1
    (root / "tests" / "golden" / "qrels.tsv").write_text("1\tfiche:ailleurs\t1\n", encoding="utf-8")
    assert "qrels.tsv:1: there is no document 'fiche:ailleurs'" in run(root, "evaluate").stderr


def test_a_batch_answers_each_line_with_a_line(root):
    assert run(root, "index").exit_code == 0
    batch = root / "questions.jsonl"
    batch.write_text(lines([{"id": "a", "text": "taux apprentis"}, {"id": 2, "text": "\0"}, {"id": "c", "text": "é" * 10_000}]))
    done = run(root, "search", "--batch", batch, "--json", "--limit", 1)
    first, *others = map(json.loads, done.stdout.splitlines())
    assert others == [{"id": 2, "hits": []}, {"id": "c", "hits": []}]
    assert first["id"] == "a"
    (hit,) = first["hits"]
    assert list(hit) == ["id", "kind", "title", "url", "score"]
    assert hit["id"] == "fiche:logiciel/paie/apprentis"


@pytest.mark.parametrize(
    ("content", "named"),
    [("x\n", ":1: JSON is malformed"), ('{"id":"a","text":"b"}\n{"id":"a","text":"c"}\n', ":2: the id 'a' is that of line 1")],
)
def test_a_wrong_batch_is_named_by_line_and_nothing_is_answered(root, content, named):
    batch = root / "questions.jsonl"
    batch.write_text(content, encoding="utf-8")
    done = run(root, "search", "--batch", batch)
    assert (done.exit_code, done.stdout) == (1, "")
    assert named in done.stderr


def test_a_search_wants_a_text_or_a_batch(root, judged):
    assert run(root, "search").exit_code == 2
    assert run(root, "search", "x", "--batch", judged / "queries.jsonl").exit_code == 2
