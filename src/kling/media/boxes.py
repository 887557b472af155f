"""The index of an MP4: where the bytes of each picture and sound stand, and whether they are there."""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

_FOLDERS = (b"mdia", b"minf", b"stbl")
_BEFORE_BOXES = 8 + 8 + 78  # bytes of a description of pictures until its boxes begin: its count, its head, its sizes
_LENGTHS = {b"avcC": 4, b"hvcC": 21}  # where a decoder's settings say how many bytes the length of a unit has


class Track(NamedTuple):
    """A track of a film; ``kind`` is ``vide`` for pictures, ``soun`` for sound."""

    kind: str
    seconds: float
    samples: int


class _Unsure(Exception):
    """What stands there does not prove anything."""


def whole(path: Path) -> list[Track] | None:
    """The tracks of an MP4 whose index and bytes agree: each sample is in the file, and pictures of AVC and HEVC fall
    into units of the lengths that they say. None where that is not so, or there is no such index. Raises OSError."""
    with path.open("rb") as file:
        try:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return _whole(content)
        except (_Unsure, KeyError, ValueError, ZeroDivisionError, struct.error):  # ValueError: an empty file, too
            return None


def _whole(content: mmap.mmap) -> list[Track]:
    top = {kind: place for kind, *place in _boxes(content, 0, len(content))}
    index = list(_boxes(content, *top[b"moov"]))
    if b"moof" in top or any(kind == b"mvex" for kind, _, _ in index):  # what follows has indexes of its own
        raise _Unsure
    return [_track(content, start, end) for kind, start, end in index if kind == b"trak"]


def _boxes(content: mmap.mmap | bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, begin and end of what each box holds."""
    while start < end:
        size, kind = struct.unpack_from(">I4s", content, start)
        head = 8
        if size == 1:
            (size,), head = struct.unpack_from(">Q", content, start + 8), 16
        size = size or end - start
        if size < head or start + size > end:
            raise _Unsure
        yield kind, start + head, start + size
        start += size


def _track(content: mmap.mmap, start: int, end: int) -> Track:
    tables: dict[bytes, bytes] = {}
    folders = [(start, end)]
    while folders:
        for kind, start, end in _boxes(content, *folders.pop()):
            if kind in _FOLDERS:
                folders.append((start, end))
            else:
                tables[kind] = content[start:end]
    media = tables[b"mdhd"]
    (scale,) = struct.unpack_from(">I", media, 20 if media[0] else 12)
    times = _numbers(tables[b"stts"], 8)
    one, samples = struct.unpack_from(">II", tables[b"stsz"], 4)
    sizes = [one] if one else _numbers(tables[b"stsz"], 12)
    if sum(times[::2]) != samples or (not one and len(sizes) != samples):
        raise _Unsure
    offsets = _numbers(tables[b"co64"], 8, "Q") if b"co64" in tables else _numbers(tables[b"stco"], 8)
    length = _length_of(tables[b"stsd"])
    following = iter(sizes)
    for offset, count in _chunks(offsets, _numbers(tables[b"stsc"], 8), samples):
        for size in [one * count] if one else islice(following, count):
            if offset + size > len(content) or (length and not _is_divided(content, offset, offset + size, length)):
                raise _Unsure
            offset += size
    seconds = sum(count * each for count, each in zip(times[::2], times[1::2], strict=True)) / scale
    return Track(tables[b"hdlr"][8:12].decode("latin-1"), seconds, samples)


def _numbers(table: bytes, start: int, kind: str = "I") -> array[int]:
    found = array(kind, table[start:])
    if sys.byteorder == "little":
        found.byteswap()
    return found


def _chunks(offsets: array[int], runs: array[int], samples: int) -> Iterator[tuple[int, int]]:
    """Offset and samples of each chunk; all ``samples`` are in one."""
    firsts = [*runs[::3], len(offsets) + 1]
    for first, after, count in zip(firsts, firsts[1:], runs[1::3], strict=False):
        for offset in offsets[first - 1 : after - 1]:
            yield offset, min(count, samples)
            samples -= min(count, samples)
    if samples:
        raise _Unsure


def _length_of(description: bytes) -> int:
    """How many bytes tell the length of a unit in pictures of this description; 0 where they have no units."""
    if description[12:16] not in (b"avc1", b"avc3", b"hvc1", b"hev1"):
        return 0
    end = 8 + struct.unpack_from(">I", description, 8)[0]
    for kind, start, _ in _boxes(description, _BEFORE_BOXES, end):
        if kind in _LENGTHS:
            return (description[start + _LENGTHS[kind]] & 3) + 1
    raise _Unsure


def _is_divided(content: mmap.mmap, start: int, end: int, length: int) -> bool:
    """Whether units, each after its length, fill a sample."""
    while start + length < end:
        size = int.from_bytes(content[start : start + length])
        if size == 0:
            return False
        start += length + size
    return start == end
