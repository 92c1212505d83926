"""An index put in the place of another, with readers of the one before, and an index whose files are gone."""

import shutil

import pytest

from search import Document, IndexUnreadableError, Synonyms, UnknownEngineError, erase_index, move_index, open_engine, parse


def opened(root, name, *titles):
    engine = open_engine(f"whoosh:{name}", synonyms=Synonyms(), root=root)
    engine.replace([Document(id=title, kind="fiche", title=title, url="/", version="1") for title in titles])
    # What was read last is what goes on answering.
    assert len(engine.versions()) == len(titles)
    return engine


def found(engine, text):
    return sorted(hit.id for hit in engine.search(parse(text)).hits)


def test_an_index_takes_the_place_of_another_and_its_readers_go_on_meanwhile(tmp_path):
    last = opened(tmp_path, "index", "imprimante", "sauvegarde")
    opened(tmp_path, "new", "imprimante", "parapheur").close()
    (tmp_path / "index" / "notes.txt").write_text("à garder")
    erase_index("whoosh:index", root=tmp_path)
    assert found(last, "sauvegarde") == ["sauvegarde"]
    move_index("whoosh:new", "whoosh:index", root=tmp_path)
    fresh = open_engine("whoosh:index", synonyms=Synonyms(), root=tmp_path, create=False)
    assert (found(fresh, "parapheur"), found(fresh, "sauvegarde")) == (["parapheur"], [])
    fresh.replace([Document(id="un de plus", kind="fiche", title="certificat", url="/", version="1")])
    assert found(fresh, "certificat") == ["un de plus"]
    assert not (tmp_path / "new").exists()
    assert (tmp_path / "index" / "notes.txt").exists()
    for engine in (last, fresh):
        engine.close()


def test_an_index_can_be_put_where_there_is_none(tmp_path):
    opened(tmp_path, "new", "parapheur").close()
    move_index("whoosh:new", "whoosh:loin/d/ici", root=tmp_path)
    engine = open_engine("whoosh:loin/d/ici", synonyms=Synonyms(), root=tmp_path, create=False)
    assert found(engine, "parapheur") == ["parapheur"]
    engine.close()


def test_an_unknown_engine_moves_nothing(tmp_path):
    with pytest.raises(UnknownEngineError):
        move_index("whoosh:new", "elastic:index", root=tmp_path)


def test_files_that_are_gone_stop_no_search_but_are_said_to_who_looks_after_them(tmp_path):
    engine = opened(tmp_path, "index", "imprimante")
    shutil.rmtree(tmp_path / "index")
    assert found(engine, "imprimante") == ["imprimante"]
    with pytest.raises(IndexUnreadableError):
        engine.versions()
    with pytest.raises(IndexUnreadableError):
        engine.replace([], deleted=["imprimante"])
    engine.close()
