"""Keys and sealed values: AES-256-GCM bound to table, column and row, a key per person, wrapped by a master.

The key file is JSON: the court's id, a secret for keyed hashes (which never rotates) and the master keys,
the current one first."""

import base64
import hashlib
import hmac
import json
import os
import uuid
from collections import OrderedDict
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import KeyFileBroken, Unreadable, WrongKey

KEY_BYTES = 32
NONCE_BYTES = 12
FORMAT = "1"
REMEMBERED_KEYS = 4096


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True, slots=True, repr=False)
class MasterKey:
    """A key that only wraps other keys. ``name`` is the start of the secret's SHA-256."""

    secret: bytes

    @property
    def name(self) -> str:
        return hashlib.sha256(self.secret).hexdigest()[:16]


@dataclass(frozen=True, slots=True, repr=False)
class CourtKeys:
    """What the key file holds."""

    court: str
    hash_secret: bytes
    masters: tuple[MasterKey, ...]

    @classmethod
    def fresh(cls) -> "CourtKeys":
        """New keys for a new court."""
        return cls(str(uuid.uuid4()), os.urandom(KEY_BYTES), (MasterKey(os.urandom(KEY_BYTES)),))

    def rotated(self) -> "CourtKeys":
        """The same court with a fresh master in front; the old ones still unwrap."""
        return CourtKeys(self.court, self.hash_secret, (MasterKey(os.urandom(KEY_BYTES)), *self.masters))

    def only_current(self) -> "CourtKeys":
        """Without the masters that nothing is wrapped by any more."""
        return CourtKeys(self.court, self.hash_secret, self.masters[:1])

    def to_text(self) -> str:
        """The key file's content; also the recovery key an owner keeps."""
        body = {
            "court": self.court,
            "hash": _b64(self.hash_secret),
            "masters": [_b64(master.secret) for master in self.masters],
        }
        return json.dumps(body, indent=1)

    @classmethod
    def from_text(cls, text: str) -> "CourtKeys":
        """Read a key file. Raises :class:`KeyFileBroken`."""
        try:
            body = json.loads(text)
            masters = tuple(MasterKey(_unb64(secret)) for secret in body["masters"])
            keys = cls(str(uuid.UUID(body["court"])), _unb64(body["hash"]), masters)
        except (ValueError, KeyError, TypeError) as error:
            raise KeyFileBroken("It is not a key file of this program.") from error
        if not masters or any(
            len(key) != KEY_BYTES for key in (keys.hash_secret, *(m.secret for m in masters))
        ):
            raise KeyFileBroken("A key in it has the wrong length.")
        return keys


class Keyring:
    """Opens and seals with data keys it remembers; unwraps and makes them with the master keys."""

    def __init__(self, keys: CourtKeys) -> None:
        self.keys = keys
        self._masters = {master.name: AESGCM(master.secret) for master in keys.masters}
        self._known: OrderedDict[uuid.UUID, bytes] = OrderedDict()

    @property
    def current_master(self) -> str:
        """The name of the master that wraps new keys."""
        return self.keys.masters[0].name

    def keyed_hash(self, purpose: str, value: str) -> str:
        """A stable, secret-keyed hash of ``value`` for look-ups; 64 hexadecimal digits."""
        material = f"{purpose}\x00{value}".encode("utf-8", "surrogatepass")
        return hmac.new(self.keys.hash_secret, material, hashlib.sha256).hexdigest()

    def seal_for_court(self, context: str, text: str) -> str:
        """``text`` under the court's own key: for what must outlive the person it is about."""
        nonce = os.urandom(NONCE_BYTES)
        return _b64(nonce + self._court().encrypt(nonce, text.encode(), context.encode()))

    def open_for_court(self, sealed: str, context: str) -> str:
        """The text behind what :meth:`seal_for_court` made. Raises :class:`Unreadable`."""
        data = _unb64(sealed)
        try:
            return self._court().decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], context.encode()).decode()
        except InvalidTag as error:
            raise Unreadable from error

    def _court(self) -> AESGCM:
        """The court's own key, drawn from the secret that never rotates."""
        return AESGCM(bytes.fromhex(self.keyed_hash("key", "the court's own")))

    def make(self, key_id: uuid.UUID) -> str:
        """A fresh data key, remembered, and returned wrapped by the current master."""
        secret = os.urandom(KEY_BYTES)
        self._remember(key_id, secret)
        return self._wrap(key_id, secret)

    def rewrap(self, key_id: uuid.UUID, wrapped: str, master: str) -> str:
        """The same data key under the current master."""
        return self._wrap(key_id, self._unwrap(key_id, wrapped, master))

    def learn(self, key_id: uuid.UUID, wrapped: str, master: str) -> None:
        """Remember a data key read from the database."""
        self._remember(key_id, self._unwrap(key_id, wrapped, master))

    def knows(self, key_id: uuid.UUID) -> bool:
        """Whether ``key_id`` can be used without reading it first."""
        return key_id in self._known

    def forget(self, key_id: uuid.UUID) -> None:
        """Drop a destroyed key from memory."""
        self._known.pop(key_id, None)

    def raw(self, key_id: uuid.UUID) -> bytes:
        """The data key itself, for the vault."""
        self._known.move_to_end(key_id)
        return self._known[key_id]

    def seal(self, key_id: uuid.UUID, context: str, text: str) -> str:
        """``text`` as ciphertext that opens only in ``context``."""
        nonce = os.urandom(NONCE_BYTES)
        plain = text.encode("utf-8", "surrogatepass")
        sealed = AESGCM(self.raw(key_id)).encrypt(nonce, plain, context.encode())
        return f"{FORMAT}:{key_id.hex}:{_b64(nonce + sealed)}"

    def open(self, sealed: str, context: str) -> str:
        """The text behind ``sealed``. Raises :class:`Unreadable`."""
        key_id, data = split(sealed)
        try:
            plain = AESGCM(self.raw(key_id)).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], context.encode())
        except InvalidTag as error:
            raise Unreadable from error
        return plain.decode("utf-8", "surrogatepass")

    def _wrap(self, key_id: uuid.UUID, secret: bytes) -> str:
        nonce = os.urandom(NONCE_BYTES)
        return _b64(nonce + self._masters[self.current_master].encrypt(nonce, secret, key_id.bytes))

    def _unwrap(self, key_id: uuid.UUID, wrapped: str, master: str) -> bytes:
        cipher = self._masters.get(master)
        if cipher is None:
            raise WrongKey(f"It was wrapped by master {master}.")
        data = _unb64(wrapped)
        try:
            return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], key_id.bytes)
        except InvalidTag as error:
            raise Unreadable from error

    def _remember(self, key_id: uuid.UUID, secret: bytes) -> None:
        self._known[key_id] = secret
        self._known.move_to_end(key_id)
        while len(self._known) > REMEMBERED_KEYS:
            self._known.popitem(last=False)


def split(sealed: str) -> tuple[uuid.UUID, bytes]:
    """The key's id and the raw ciphertext of a sealed value. Raises :class:`Unreadable`."""
    try:
        version, key, data = sealed.split(":", 2)
        if version != FORMAT:
            raise Unreadable(f"Its format {version!r} is unknown.")
        return uuid.UUID(key), _unb64(data)
    except ValueError as error:
        raise Unreadable("It is not a sealed value.") from error
