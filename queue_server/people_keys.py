"""The keys of personal data: a file of its own, apart from the database and its backups, readable by its owner only.

Each key names its suite of algorithms, so that a hall that must use SM4 and SM3 takes them by one line of `SUITES`, and
old rows stay readable beside new ones. Nothing here knows what is encrypted. Source: domain.md 8, guarantees.md AB-33.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .domain.errors import Broken

SECRET_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


class Suite(Protocol):
    """What a set of algorithms must offer: encryption that notices a change, a keyed digest, and keys from one secret."""

    def encrypt(self, key: bytes, clear: bytes, context: bytes) -> bytes:
        """Encrypted under a fresh nonce and bound to the context it stands in."""

    def decrypt(self, key: bytes, token: bytes, context: bytes) -> bytes:
        """The clear text. Raises Broken when key or context differ or a byte was altered."""

    def digest(self, key: bytes, text: bytes) -> bytes:
        """A keyed digest: the same for the same text, and not to be tried out without the key."""

    def derive(self, secret: bytes, use: str) -> bytes:
        """A key for one use out of the secret."""


class International:
    """AES-256-GCM, HMAC-SHA-256 and HKDF-SHA-256."""

    def encrypt(self, key: bytes, clear: bytes, context: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, clear, context)

    def decrypt(self, key: bytes, token: bytes, context: bytes) -> bytes:
        try:
            return AESGCM(key).decrypt(token[:NONCE_BYTES], token[NONCE_BYTES:], context)
        except (InvalidTag, ValueError) as problem:
            raise Broken("personal data cannot be decrypted: wrong key or altered") from problem

    def digest(self, key: bytes, text: bytes) -> bytes:
        mac = HMAC(key, hashes.SHA256())
        mac.update(text)
        return mac.finalize()

    def derive(self, secret: bytes, use: str) -> bytes:
        return HKDF(hashes.SHA256(), SECRET_BYTES, salt=None, info=f"lideng/people/{use}".encode()).derive(secret)


class Commercial:
    """SM4-GCM, HMAC-SM3 and HKDF-SM3, the algorithms of the Chinese commercial-cipher standards."""

    def encrypt(self, key: bytes, clear: bytes, context: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealer = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
        sealer.authenticate_additional_data(context)
        return nonce + sealer.update(clear) + sealer.finalize() + sealer.tag

    def decrypt(self, key: bytes, token: bytes, context: bytes) -> bytes:
        nonce, sealed, tag = token[:NONCE_BYTES], token[NONCE_BYTES:-TAG_BYTES], token[-TAG_BYTES:]
        try:
            opener = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce, tag)).decryptor()
            opener.authenticate_additional_data(context)
            return opener.update(sealed) + opener.finalize()
        except (InvalidTag, ValueError) as problem:
            raise Broken("personal data cannot be decrypted: wrong key or altered") from problem

    def digest(self, key: bytes, text: bytes) -> bytes:
        mac = HMAC(key, hashes.SM3())
        mac.update(text)
        return mac.finalize()

    def derive(self, secret: bytes, use: str) -> bytes:
        return HKDF(hashes.SM3(), SECRET_BYTES, salt=None, info=f"lideng/people/{use}".encode()).derive(secret)


SUITES: Mapping[str, Suite] = {"AES-256-GCM": International(), "SM4-GCM": Commercial()}


@dataclass(frozen=True, repr=False)
class Key:
    """One key of the ring, cut into its two uses."""

    key_id: str
    suite: Suite
    wrapping: bytes
    looking_up: bytes

    def __repr__(self) -> str:
        return f"Key({self.key_id})"


class KeyRing:
    """The keys of a hall: new rows take the active one, old rows are read with the one they name."""

    def __init__(self, keys: Mapping[str, Key], active: str) -> None:
        self._keys = dict(keys)
        self.active = self._keys[active]

    def key(self, key_id: str) -> Key:
        """Raises Broken when the ring lacks it: the key file does not belong to this database."""
        if key_id not in self._keys:
            raise Broken(f"the key file has no key {key_id}")
        return self._keys[key_id]

    def keys(self) -> tuple[Key, ...]:
        """All keys, the active one first: a look-up has to try each."""
        return (self.active, *(key for key in self._keys.values() if key is not self.active))


def create_key_file(path: Path, suite: str = "AES-256-GCM") -> None:
    """Write a new key file with mode 0600. Raises FileExistsError rather than lose the keys that are there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {"format": 1, "active": "k1", "keys": {"k1": _fresh(suite)}}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        _write(file.fileno(), content)
    _settle(path.parent)


def add_key(path: Path, suite: str = "AES-256-GCM") -> str:
    """Add a key and make it the active one; the others stay, for the rows that name them. Answers the new key's id."""
    content = _read(path)
    key_id = f"k{1 + max(int(name[1:]) for name in content['keys'])}"
    content["keys"][key_id] = _fresh(suite)
    content["active"] = key_id
    _replace(path, content)
    return key_id


def drop_key(path: Path, key_id: str) -> None:
    """Take an old key out of the file, after `People.rotate` has left no row under it. Refuses the active one."""
    content = _read(path)
    if key_id == content["active"]:
        raise ValueError("the active key cannot be dropped")
    del content["keys"][key_id]
    _replace(path, content)


def load_keys(path: Path) -> KeyRing:
    """Read the key file. Raises Broken when others may read it too, or when it cannot be understood."""
    if path.stat().st_mode & 0o077:
        raise Broken("the key file is open to others: its mode must be 0600")
    content = _read(path)
    try:
        keys = {key_id: _key(key_id, entry) for key_id, entry in content["keys"].items()}
        return KeyRing(keys, content["active"])
    except (KeyError, TypeError, ValueError) as problem:
        raise Broken("the key file cannot be understood") from problem


def _key(key_id: str, entry: Mapping[str, str]) -> Key:
    suite = SUITES[entry["suite"]]
    secret = base64.b64decode(entry["secret"], validate=True)
    if len(secret) != SECRET_BYTES:
        raise ValueError("a secret of another length")
    return Key(key_id, suite, suite.derive(secret, "wrap"), suite.derive(secret, "look-up"))


def _fresh(suite: str) -> dict[str, str]:
    if suite not in SUITES:
        raise ValueError(f"no such suite: {suite}; there are {', '.join(SUITES)}")
    return {"suite": suite, "secret": base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except ValueError as problem:
        raise Broken("the key file cannot be understood") from problem


def _replace(path: Path, content: Mapping[str, object]) -> None:
    """Write beside and rename, so that a power cut leaves the old file or the new one, never half of one."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        _write(file.fileno(), content)
    beside.replace(path)
    _settle(path.parent)


def _write(descriptor: int, content: Mapping[str, object]) -> None:
    os.write(descriptor, json.dumps(content, indent=1).encode() + b"\n")
    os.fsync(descriptor)


def _settle(folder: Path) -> None:
    """The name of a file is safe only when its folder is written too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
