"""Reads the page's sentences aloud, without a network: espeak-ng as a library, rendered once and kept in memory.

Only sentences a page has shown can be asked for, by an id that says nothing. Plain text only: no markup is understood.
Where the engine is not installed, `available` is False and the page says so.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import io
import threading
import wave
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from queue_server.client import Unavailable

VOICES = {"zh-CN": b"cmn", "en": b"en"}
WORDS_PER_MINUTE = {"zh-CN": 155, "en": 150}
SENTENCES_MAX = 4000
CHARACTERS_MAX = 300
CACHE_BYTES_MAX = 24_000_000

_RETRIEVE_SYNCHRONOUSLY = 2
_UTF8 = 1
_RATE = 1


class Speech:
    """``aside`` runs the rendering where it stops nobody else (a thread pool under gevent); by default right here."""

    def __init__(self, engine: Engine | None, aside: Callable[..., Any] | None = None) -> None:
        self._engine = engine
        self._aside = aside or (lambda call, *args: call(*args))
        self._sentences: OrderedDict[str, tuple[str, str]] = OrderedDict()
        self._clips: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def available(self) -> bool:
        return self._engine is not None

    def offer(self, lang: str, texts: Iterable[str]) -> list[str]:
        """The ids under which these sentences can be heard from now on."""
        ids = []
        for text in texts:
            spoken = text[:CHARACTERS_MAX]
            sentence_id = hashlib.sha256(f"{lang}\n{spoken}".encode()).hexdigest()[:32]
            self._sentences[sentence_id] = (lang, spoken)
            self._sentences.move_to_end(sentence_id)
            ids.append(sentence_id)
        while len(self._sentences) > SENTENCES_MAX:
            self._sentences.popitem(last=False)
        return ids

    def clip(self, sentence_id: str) -> bytes | None:
        """The sentence as a WAV file; None for one that was never offered. Raises Unavailable without an engine."""
        if self._engine is None:
            raise Unavailable("speech", permanent=True)
        found = self._sentences.get(sentence_id)
        if found is None:
            return None
        with self._lock:
            clip = self._clips.get(sentence_id)
            if clip is None:
                clip = bytes(self._aside(self._engine.render, *found))
                self._keep(sentence_id, clip)
            return clip

    def _keep(self, sentence_id: str, clip: bytes) -> None:
        self._clips[sentence_id] = clip
        self._bytes += len(clip)
        while self._bytes > CACHE_BYTES_MAX and len(self._clips) > 1:
            _, oldest = self._clips.popitem(last=False)
            self._bytes -= len(oldest)


class Engine:
    """espeak-ng by ctypes. It is one global machine for the whole process, so there is one Engine and one call at a time."""

    def __init__(self, library: str, data: str) -> None:
        self._turn = threading.Lock()
        self._espeak = ctypes.CDLL(library)
        self._samples = bytearray()
        callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
        self._callback = callback(self._collect)  # kept: C holds only its address
        rate = self._espeak.espeak_Initialize(_RETRIEVE_SYNCHRONOUSLY, 0, data.encode(), 0)
        if rate <= 0:
            raise OSError("espeak-ng did not start")
        self._rate_hertz = rate
        self._espeak.espeak_SetSynthCallback(self._callback)

    def render(self, lang: str, text: str) -> bytes:
        """One sentence as WAV, mono, 16 bit."""
        with self._turn:
            return self._render(lang, text)

    def _render(self, lang: str, text: str) -> bytes:
        self._samples.clear()
        self._espeak.espeak_SetVoiceByName(VOICES.get(lang, VOICES["en"]))
        self._espeak.espeak_SetParameter(_RATE, WORDS_PER_MINUTE.get(lang, 150), 0)
        data = text.encode()
        self._espeak.espeak_Synth(data, ctypes.c_size_t(len(data) + 1), 0, 1, 0, _UTF8, None, None)
        self._espeak.espeak_Synchronize()
        out = io.BytesIO()
        with wave.open(out, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(self._rate_hertz)
            sound.writeframes(bytes(self._samples))
        return out.getvalue()

    def _collect(self, samples: Any, count: int, _events: object) -> int:
        if samples and count > 0:
            self._samples += ctypes.string_at(samples, count * 2)
        return 0


@cache
def find_engine() -> Engine | None:
    """The one engine of this process: espeak-ng as set-up installed it (PyPI espeakng-loader), or None: reading aloud is then simply not offered."""
    try:
        loader = importlib.import_module("espeakng_loader")
        return Engine(loader.get_library_path(), loader.get_data_path())
    except (ImportError, OSError, AttributeError):
        return None
