from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence

import pytest


@pytest.fixture(scope="session")
def sav() -> Callable[..., bytes]:
    """Write an SPSS file of numbers by hand: the format's own records, little-endian, not compressed."""

    def padded(text: str, length: int) -> bytes:
        return text.encode().ljust(length)[:length]

    def write(
        columns: Sequence[str],
        rows: Sequence[Sequence[float]],
        labels: Mapping[str, Mapping[float, str]] | None = None,
        *,
        said: int | None = None,
    ) -> bytes:
        out = b"$FL2" + padded("@(#) SPSS DATA FILE", 60)
        out += struct.pack("<iiiiid", 2, len(columns), 0, 0, len(rows) if said is None else said, 100.0)
        out += padded("01 Jan 26", 9) + padded("00:00:00", 8) + padded("", 64) + b"\0\0\0"
        shown = (5 << 16) | (8 << 8)
        for name in columns:
            out += struct.pack("<iiiiii", 2, 0, 0, 0, shown, shown) + padded(name.upper(), 8)
        for at, name in enumerate(columns, 1):
            if name in (labels or {}):
                out += struct.pack("<ii", 3, len(labels[name]))
                for value, label in labels[name].items():
                    text = label.encode()
                    out += struct.pack("<dB", value, len(text)) + text + b" " * (-(len(text) + 1) % 8)
                out += struct.pack("<iii", 4, 1, at)
        out += struct.pack("<ii", 999, 0)
        return out + b"".join(struct.pack(f"<{len(row)}d", *row) for row in rows)

    return write
