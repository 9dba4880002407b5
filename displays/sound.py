"""The hall's clips and their joining into one WAV: standard library only, no speech engine, no sound card.

It decides nothing about what is said (``displays.voice`` does). A folder of clips is read and levelled once; a site may put
human recordings in place of ours under the same file names, and what is wrong with them is said in sentences at the start.
"""

from __future__ import annotations

import hashlib
import io
import math
import wave
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from displays.voice import CHIME, SPOKEN, spoken
from queue_server.contract import LANGUAGES

CLIPS = Path(__file__).resolve().parent / "static" / "voice"
RATE_HZ = 22050
SPEECH_RMS = 0.11
"""Loudness every spoken clip is brought to, as a share of full scale (-19 dB): a quiet recording must not vanish in the hall."""
PEAK_MAX = 0.89
GAP_CLIPS_MS = 30
CLIP_SECONDS_MAX = 6.0


@dataclass(frozen=True)
class ClipSet:
    """A folder of clips, read and levelled. ``problems`` are sentences; a language with one missing clip is not spoken."""

    samples: dict[str, bytes]
    languages: tuple[str, ...]
    problems: tuple[str, ...]
    edition: str
    """Changes whenever a clip or a template changes; part of every announcement's id."""

    @staticmethod
    def load(folder: Path = CLIPS, languages: Iterable[str] = LANGUAGES) -> ClipSet:
        """Read a folder. Never raises for a bad clip: the hall must open, with the chime alone if need be."""
        samples: dict[str, bytes] = {}
        problems: list[str] = []
        digest = hashlib.sha256()
        complete: list[str] = []
        for language in (None, *(spoken(language).language for language in languages)):
            names = [CHIME] if language is None else [f"{language}/{name}" for name in spoken(language).words]
            found = 0
            for name in names:
                try:
                    data = _read(folder / f"{name}.wav")
                except BadClip as problem:
                    problems.append(f"{name}.wav {problem}")
                    continue
                samples[name] = _levelled(data) if language else data
                digest.update(name.encode() + hashlib.sha256(data).digest())
                found += 1
            if language and found == len(names):
                complete.append(language)
            if language:
                digest.update((SPOKEN / f"{language}.toml").read_bytes())
        return ClipSet(samples, tuple(complete), tuple(problems), digest.hexdigest()[:12])

    def join(self, clips: Sequence[str]) -> bytes:
        """The clips as one WAV. A language with missing clips is left out; without any language the chime sounds alone."""
        parts: list[bytes] = []
        pause_ms = 0
        for name in clips:
            folder, _, rest = name.partition("/")
            if folder == "pause":
                pause_ms = max(pause_ms, int(rest))
                continue
            if (name != CHIME and folder not in self.languages) or name not in self.samples:
                continue
            if parts:
                parts.append(_silence(pause_ms or GAP_CLIPS_MS))
            parts.append(self.samples[name])
            pause_ms = 0
        return _wav(b"".join(parts))


class BadClip(Exception):
    """One clip cannot be used; the message follows its file name."""


def duration_seconds(wav: bytes) -> float:
    """How long a WAV lasts."""
    with wave.open(io.BytesIO(wav)) as sound:
        return float(sound.getnframes() / sound.getframerate())


def rms(samples: bytes) -> float:
    """Loudness of 16-bit samples as a share of full scale."""
    values = array("h", samples)
    return math.sqrt(sum(value * value for value in values) / len(values)) / 32768 if values else 0.0


def _read(path: Path) -> bytes:
    """The samples of a clip. Raises BadClip with what the site should do."""
    if not path.is_file():
        raise BadClip("is missing: run 'make setup', or put the recording back")
    try:
        with wave.open(str(path)) as sound:
            shape = (sound.getnchannels(), sound.getsampwidth(), sound.getframerate())
            data: bytes = sound.readframes(sound.getnframes())
    except (wave.Error, EOFError, OSError) as problem:
        raise BadClip(f"is no WAV file that can be read ({problem}): convert it") from problem
    if shape != (1, 2, RATE_HZ):
        raise BadClip(f"is {shape[0]} channel(s), {8 * shape[1]} bits, {shape[2]} Hz; needed: one channel, 16 bits, {RATE_HZ} Hz")
    seconds = len(data) / 2 / RATE_HZ
    if not 0.03 <= seconds <= CLIP_SECONDS_MAX:
        raise BadClip(f"lasts {seconds:.2f} s; a clip lasts at most {CLIP_SECONDS_MAX:.0f} s and is not empty")
    return data


def _levelled(data: bytes) -> bytes:
    """The clip at the hall's loudness, or as near as its peaks allow."""
    values = array("h", data)
    loudness, peak = rms(data), max(map(abs, values)) / 32768
    if loudness == 0.0:
        return data
    gain = min(SPEECH_RMS / loudness, PEAK_MAX / peak)
    if abs(gain - 1) < 0.02:
        return data
    return array("h", (int(value * gain) for value in values)).tobytes()


def _silence(milliseconds: int) -> bytes:
    return bytes(2 * (RATE_HZ * milliseconds // 1000))


def _wav(data: bytes) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(data)
    return target.getvalue()
