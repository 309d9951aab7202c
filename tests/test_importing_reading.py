import pytest
from hypothesis import given
from hypothesis import strategies as st

from storywall.importing import reading
from storywall.importing.encoding import find_encoding
from storywall.importing.reading import open_table
from storywall.importing.refused import ImportRefusedError


@pytest.fixture
def table(tmp_path):
    def write(content, **options):
        path = tmp_path / "reviews.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return open_table(path, **options)

    return write


def rows(table):
    return [row.cells for row in table.rows()]


def refused(action):
    with pytest.raises(ImportRefusedError) as found:
        action()
    return str(found.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(table, delimiter):
    text = '"a, b; c"'
    read = table(f"rating{delimiter}text\n5{delimiter}{text}\n4{delimiter}well, yes\n".replace("well, yes", '"well, yes"'))
    assert read.delimiter == delimiter
    assert rows(read) == [("5", "a, b; c"), ("4", "well, yes")]


def test_commas_in_texts_of_a_semicolon_file_do_not_mislead(table):
    read = table("name;text;rating\nAda;Warm, heavy, round;5\nBo;No, really, no;1\nCy;Yes;4\n")
    assert read.delimiter == ";"


def test_quoted_line_breaks_and_quotes_stay(table):
    read = table('text,rating\r\n"one\r\ntwo ""three""",5\r\n\r\nfour,4\r\n')
    assert [(row.line, row.cells) for row in read.rows()] == [(2, ('one\r\ntwo "three"', "5")), (5, ("four", "4"))]


@pytest.mark.parametrize(
    ("encoding", "text", "found"),
    [
        ("utf-8", "Ça va, caffè, чай", "utf-8"),
        ("utf-8-sig", "Ça va", "utf-8-sig"),
        ("utf-16", "Ça va", "utf-16"),
        ("cp1252", "Le café était “très” bon, naïve — ça va", "cp1252"),
        ("cp1252", "Schöne Tasse, größer als gedacht", "cp1252"),
        ("cp1251", "Очень красивая чашка, спасибо", "cp1251"),
        ("cp1250", "Příliš žluťoučký kůň, piękny kubek", "cp1250"),
    ],
)
def test_the_encoding_is_found_out(table, encoding, text, found):
    read = table(f"text;rating\n{text};5\n{text} again;4\n".encode(encoding))
    assert read.encoding == found
    assert rows(read)[0][0] == text


def test_columns_without_a_name_or_with_another_columns_name_get_one(table):
    assert table(",Rating,rating,Text\n0,5,4,well\n").header == ("column 1", "Rating", "rating (2)", "Text")


# Bad input ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"Rar!\x1a\x07\x01\x00 rest", "a RAR archive"),
        (b"PK\x03\x04 rest", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0 rest", "old Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"text\0rating", "zero bytes"),
        (b"only one column\nwith rows\n", "only one column"),
        (b"5,well\n4,no\n", "line 1 names no columns: `5`"),
        (b"ada@example.com,rating\n", "names no columns"),
        (b"=A1,=B1\n=1+1,=2+2\n", "names no columns: `=A1`"),
        ("text,rating\nça va,5\n".encode() + "café,4\n".encode("cp1252"), "mixes encodings: line 3"),
        (b'text,rating\nfine,5\n"never closed,5\nmore,4\n', "quotation mark that opens in the row of line 3 is never closed"),
        (b'text,rating\n"a" b,5\n', "quotation marks in the row of line 2 are broken"),
    ],
)
def test_bad_files_are_refused_with_a_message(table, content, message):
    assert message in refused(lambda: rows(table(content)))


def test_a_line_without_end_is_refused_and_not_read_whole(table, monkeypatch):
    monkeypatch.setattr(reading, "LINE_LIMIT", 1000)
    assert "line 2 has more than 1000 characters" in refused(lambda: rows(table("text,rating\n" + "x" * 5000)))


@pytest.mark.parametrize("head", ["text,rating\n", 'text,rating\n"', ""])
def test_a_line_of_100_mb_is_refused_within_little_memory(table, head):
    import tracemalloc

    tracemalloc.start()
    said = refused(lambda: rows(table(head.encode() + b"x" * 100_000_000)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "characters" in said or "never closed" in said or "only one column" in said
    assert peak < 250_000_000  # the test itself writes 100 MB


def test_a_quotation_mark_that_swallows_the_file_ends_at_the_limit(table, monkeypatch):
    monkeypatch.setattr(reading, "LINE_LIMIT", 1000)
    lines = "".join(f"a text of a row that is fine,{number % 5}\n" for number in range(200))
    assert "opens in the row of line 2 is never closed" in refused(lambda: rows(table(f'text,rating\n"open,5\n{lines}')))


def test_a_wrong_delimiter_is_told_from_the_right_one(table):
    assert "with a comma there are 3" in refused(lambda: table("a,b,c\n1,2,3\n", delimiter=";"))


def test_a_wrong_encoding_names_the_line(table):
    assert "line 3 can't be read as ascii" in refused(lambda: rows(table("a,b\n1,2\ncafé,3\n", encoding="ascii")))
    assert "there is no encoding `utf9`" in refused(lambda: table("a,b\n1,2\n", encoding="utf9"))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bytes") / "any.csv"
    path.write_bytes(data)
    try:
        for row in open_table(path).rows():
            assert all(isinstance(cell, str) for cell in row.cells)
    except ImportRefusedError as error:
        assert str(error)  # noqa: PT017 - either way is right, a traceback isn't


@given(st.text(alphabet=st.sampled_from("abcäöüéè ,;.\n"), min_size=1))
def test_utf8_is_never_taken_for_anything_else(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("text") / "any.csv"
    path.write_text(f"a{text}")
    assert find_encoding(path) == "utf-8"
