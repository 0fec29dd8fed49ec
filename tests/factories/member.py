"""A browser's part on the member's path, in Python: look up, collect, cast, over whatever carries JSON."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from survey_app.ballots.blind import Blinding, blind, finalize
from survey_app.ballots.keys import Randomness
from survey_app.ballots.manifest import Manifest
from survey_app.ballots.rights import new_right
from survey_app.ballots.sealing import seal

Post: TypeAlias = Callable[[str, Mapping[str, object]], tuple[int, dict[str, Any]]]
"""Send JSON to ``/b/<wave>/<name>``; the status and the answer."""


def written(content: bytes) -> str:
    """Return bytes as the requests carry them."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def read(text: str) -> bytes:
    """Return the bytes of an answer."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Asked:
    """A right that was prepared and blinded, before anybody signed it."""

    stratum: int
    right: bytes
    blinding: Blinding


@dataclass(frozen=True)
class Right:
    """A right to a ballot, as a browser keeps it."""

    stratum: int
    right: bytes
    signature: bytes


@dataclass(frozen=True)
class Browser:
    """What a member's page knows."""

    manifest: Manifest
    post: Post
    randomness: Randomness = os.urandom

    def prepare(self, stratum: int) -> Asked:
        """Return a fresh blinded right."""
        assert self.manifest.blind is not None
        right = new_right(self.manifest.hash, stratum, randomness=self.randomness)
        key = self.manifest.blind.stratum_key(stratum)
        return Asked(stratum, right, blind(key, right, randomness=self.randomness))

    def look(self, code: str) -> dict[str, Any]:
        """Return what a code is worth."""
        status, found = self.post("look", {"code": code})
        assert status == 200, found
        return found

    def collect(self, code: str, asked: Asked | None = None) -> Right:
        """Return the right that a code buys."""
        assert self.manifest.blind is not None
        asked = asked or self.prepare(self.look(code)["stratum"])
        status, found = self.post("collect", {"code": code, "blinded": written(asked.blinding.blinded)})
        assert status == 200, found
        assert found["stratum"] == asked.stratum
        key = self.manifest.blind.stratum_key(asked.stratum)
        signature = finalize(key, asked.right, read(found["signature"]), asked.blinding.inverse)
        return Right(asked.stratum, asked.right, signature)

    def ballot(self, stratum: int, payload: bytes) -> bytes:
        """Return a sealed ballot."""
        keys = self.manifest.public_keys()
        return seal(payload, stratum=stratum, manifest_hash=self.manifest.hash, keys=keys)

    def cast(self, right: Right, payload: bytes) -> dict[str, Any]:
        """Return what became of a ballot."""
        status, found = self.post("cast", body(right, self.ballot(right.stratum, payload)))
        assert status == 200, found
        return found


def body(right: Right, ballot: bytes) -> dict[str, object]:
    """Return what is posted to cast a ballot."""
    sent = {"right": right.right, "signature": right.signature, "ballot": ballot}
    return {"stratum": right.stratum, **{name: written(content) for name, content in sent.items()}}
