"""Reads the XML of a return as a stream of events, in flat memory and within bounds.

Expat reads it: it knows the line of every element however long the file is (libxml2 counts exactly
only to 65,535). Nothing outside the file is fetched, and a file with a document type declaration is
refused at the declaration, before any entity could be expanded.
"""

from __future__ import annotations

# The parser is safe as used here: no document type is let through, so there are no entities.
import xml.parsers.expat as expat
from collections.abc import Callable
from typing import IO, Protocol, TypeVar

from returns.faults import ReturnFault
from returns.source_files import MAX_BYTES, SourceFile

BLOCK = 1 << 16
# Bounds on what no return has: they keep time and memory flat on a file that is made to hurt.
MAX_DEPTH = 100
MAX_TAG_BYTES = 1 << 20
MAX_TEXT_PIECES = 64
MAX_TEXT = 1 << 22
MAX_VALUE = 200  # of what was not read, to show

_CUT_SHORT = ("no element found", "unclosed token", "unclosed CDATA section")


class Document(Protocol):
    """What takes the events. `texts` is the text since the last tag: the parser appends to it."""

    texts: list[str]

    def start(self, tag: str, _attributes: object) -> None:
        """A start tag."""

    def end(self, _tag: str) -> None:
        """An end tag."""


DocumentT = TypeVar("DocumentT", bound=Document)


def local_name(tag: str) -> str:
    """The name without the prefix of a namespace."""
    return tag.rpartition(":")[2]


def too_deep(line: int, where: str, kind: str) -> ReturnFault:
    """The fault of elements that nest deeper than `MAX_DEPTH`."""
    return ReturnFault(
        f"The elements nest more than {MAX_DEPTH} deep at line {line}, which no {kind} does.",
        where=where,
    )


def read_stream(
    file: SourceFile, kind: str, make: Callable[[expat.XMLParserType], DocumentT]
) -> DocumentT:
    """Feeds the document that `make` gives with the whole file.

    Args:
        file: the XML.
        kind: what it should be, in a word for faults: `census`, `return`.
        make: gives the document for a parser, which knows the line it is at.

    Raises:
        ReturnFault: no XML, XML that is broken, longer or deeper than any return, or a document
            type declaration.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = BLOCK
    parser.ordered_attributes = True
    document = make(parser)
    parser.StartElementHandler = document.start
    parser.EndElementHandler = document.end
    parser.CharacterDataHandler = document.texts.append
    parser.StartDoctypeDeclHandler = _refuse_in(file.where, kind)
    try:
        with file.open() as stream:
            _feed(stream, parser, document, file.where, kind)
    except expat.ExpatError as error:
        raise _broken(error, file.where) from error
    except (LookupError, ValueError) as error:  # from the name of the encoding
        raise ReturnFault(
            "The XML names an encoding that cannot be read.",
            where=file.where,
            remedy="Save it as UTF-8.",
        ) from error
    return document


def _feed(
    stream: IO[bytes], parser: expat.XMLParserType, document: Document, where: str, kind: str
) -> None:
    taken = 0
    while block := stream.read(BLOCK):
        if taken == 0:
            _look_at_start(block, where, kind)
        taken += len(block)
        if taken > MAX_BYTES:
            raise ReturnFault(f"The file is longer than any {kind}.", where=where)
        parser.Parse(block, False)
        _bound(taken, parser, document.texts, where, kind)
    if taken == 0:
        raise ReturnFault("The file is empty.", where=where)
    parser.Parse(b"", True)


def _bound(
    taken: int, parser: expat.XMLParserType, texts: list[str], where: str, kind: str
) -> None:
    """Refuses what no return has, before it costs time or memory."""
    if len(texts) > MAX_TEXT_PIECES:
        texts[:] = ["".join(texts)]
    # What the parser holds back is one unfinished tag, which it reads again with each block.
    held = taken - max(parser.CurrentByteIndex, 0)
    if held > MAX_TAG_BYTES or (texts and len(texts[0]) > MAX_TEXT):
        raise ReturnFault(
            f"A tag or a text at line {parser.CurrentLineNumber} is longer than any of a {kind}.",
            where=where,
        )


def _look_at_start(block: bytes, where: str, kind: str) -> None:
    """Refuses what is no XML in words plainer than the parser's."""
    plain = block.replace(b"\x00", b"")  # UTF-16 has a zero beside each letter of the mark-up
    if not plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        raise ReturnFault("This is no XML.", where=where, remedy=f"Give the XML of the {kind}.")


def _refuse_in(where: str, kind: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise ReturnFault(
            f"The file declares a document type or entities, which a {kind} never does.",
            where=where,
            remedy=f"It was not read. Export the {kind} again from the case system.",
        )

    return refuse


def _broken(error: expat.ExpatError, where: str) -> ReturnFault:
    message = expat.ErrorString(error.code)
    if message in _CUT_SHORT:
        message = "it ends in the middle"
    return ReturnFault(
        f"The XML is broken at line {error.lineno}: {message}.",
        where=where,
        remedy="Nothing after that line can be read. Export the file again.",
    )
