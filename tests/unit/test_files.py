"""Files that are replaced whole or not at all, and hashes of what they hold."""

import hashlib
from pathlib import Path

import pytest

from pipelines.files import replacing, sha256_of, sha256_of_tree


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_new_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.txt"
    for text in ("old", "new"):
        with replacing(path) as temporary:
            assert temporary.parent == path.parent
            temporary.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "new"
    assert names(path.parent) == ["a.txt"]


def test_until_it_is_whole_readers_see_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with replacing(path) as temporary:
        temporary.write_text("half", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_leaves_the_old_file_and_nothing_beside_it(
    error: type[BaseException], tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")

    def fail_halfway() -> None:
        with replacing(path) as temporary:
            temporary.write_text("half", encoding="utf-8")
            raise error

    with pytest.raises(error):
        fail_halfway()
    assert path.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["a.txt"]


def test_nothing_written_is_an_error_and_not_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(FileNotFoundError), replacing(path):
        pass
    assert path.read_text(encoding="utf-8") == "old"


def test_a_leftover_of_a_killed_run_is_not_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with replacing(path) as temporary:
        leftover = temporary
        temporary.write_text("first", encoding="utf-8")
    leftover.write_text("leftover", encoding="utf-8")
    with replacing(path) as temporary, temporary.open("a", encoding="utf-8") as file:
        file.write("second")
    assert path.read_text(encoding="utf-8") == "second"


def test_a_hash_is_that_of_the_whole_file(tmp_path: Path) -> None:
    content = b"0123456789" * 300_000
    (tmp_path / "a").write_bytes(content)
    assert sha256_of(tmp_path / "a") == hashlib.sha256(content).hexdigest()


def test_a_trees_hash_changes_with_names_and_contents_and_with_nothing_else(
    tmp_path: Path,
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.sql").write_text("select 1", encoding="utf-8")
    before = sha256_of_tree(tmp_path, ("*.sql",))
    (tmp_path / "note.txt").write_text("not code", encoding="utf-8")
    assert sha256_of_tree(tmp_path, ("*.sql",)) == before
    (tmp_path / "sub" / "a.sql").rename(tmp_path / "sub" / "b.sql")
    renamed = sha256_of_tree(tmp_path, ("*.sql",))
    (tmp_path / "sub" / "b.sql").write_text("select 2", encoding="utf-8")
    assert len({before, renamed, sha256_of_tree(tmp_path, ("*.sql",))}) == 3
