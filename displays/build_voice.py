"""Renders the hall's clips at set-up with espeak-ng 1.52 (from PyPI, by ctypes) and makes the chime by arithmetic.

Never imported while a hall runs: the hall joins files and needs no speech engine. Debian 12's own espeak-ng is not used, for
it reads Chinese characters as English letters; each Mandarin clip's phonemes are looked at here before it is kept.
"""

from __future__ import annotations

import ctypes
import json
import math
import re
import shutil
import sys
import wave
from array import array
from collections.abc import Sequence
from pathlib import Path

from displays.sound import CLIPS, PEAK_MAX, RATE_HZ, SPEECH_RMS, rms
from displays.voice import CHIME, spoken
from queue_server.contract import LANGUAGES

CHIME_SECONDS = 0.8
CHIME_NOTES = ((659.26, 0.0), (523.25, 0.32))
"""Two falling notes (E5, C5) with the second at which each begins: heard through talk, startling nobody."""
QUIET = 0.012
"""Below this share of full scale a clip's edge counts as silence and is cut, so that gaps are ours and even."""
EDGE_SECONDS = 0.004
FIGURES = re.compile(r"digit_|letter_|number_\d|ten$")
"""Letters and figures are spoken slower than the phrases round them: they are what the citizen listens for."""
_SYNCHRONOUS, _UTF8, _RATE_PARAMETER = 2, 1, 1


class CannotRender(Exception):
    """The clips cannot be made here; the message says what to do."""


class Espeak:
    """The little of espeak-ng that is needed: text to samples, and text to phonemes for the check."""

    def __init__(self) -> None:
        try:
            import espeakng_loader
        except ImportError as problem:
            raise CannotRender("espeakng-loader is missing: run 'make setup', or install the extra [assets]") from problem
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        rate_hz = self._library.espeak_Initialize(_SYNCHRONOUS, 0, str(espeakng_loader.get_data_path()).encode(), 0)
        if rate_hz != RATE_HZ:
            raise CannotRender(f"espeak-ng speaks at {rate_hz} Hz where {RATE_HZ} Hz are needed: another release is installed")
        self._heard = array("h")
        prototype = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
        self._callback = prototype(self._hear)  # kept, or it is collected while the library still calls it
        self._library.espeak_SetSynthCallback(self._callback)

    def _hear(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int) -> int:
        if samples and count > 0:
            self._heard.extend(samples[:count])
        return 0

    def choose(self, voice: str, words_per_minute: int) -> None:
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise CannotRender(f"espeak-ng has no voice {voice}")
        self._library.espeak_SetParameter(_RATE_PARAMETER, words_per_minute, 0)

    def say(self, text: str) -> array[int]:
        """The samples of a text, 16 bits, one channel."""
        self._heard = array("h")
        said = text.encode()
        self._library.espeak_Synth(said, len(said) + 1, 0, 0, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        return self._heard

    def phonemes(self, text: str) -> str:
        """What will be pronounced, in espeak's own letters; a switch of language shows as ``(en)``."""
        said = ctypes.c_char_p(text.encode())
        rest = ctypes.c_void_p(ctypes.cast(said, ctypes.c_void_p).value)
        found = []
        while rest.value:
            found.append(self._library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, 0).decode())
        return " ".join(found)


def build(target: Path = CLIPS) -> dict[str, object]:
    """Render every clip of every language and the chime; ``manifest.json`` comes last. Answers the manifest."""
    engine = Espeak()
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    clips: dict[str, dict[str, object]] = {}
    for name in LANGUAGES:
        language = spoken(name)
        (target / name).mkdir()
        for clip, words in language.words.items():
            pace = "figures_per_minute" if FIGURES.match(clip) else "words_per_minute"
            engine.choose(language.render["voice"], language.render[pace])
            phonemes = engine.phonemes(words)
            if name == "zh-CN" and not clip.startswith("letter_") and not is_mandarin(phonemes):
                raise CannotRender(f"espeak-ng would read {words} as {phonemes}, which is not Mandarin")
            samples = levelled(trimmed(engine.say(words)))
            write(target / name / f"{clip}.wav", samples)
            clips[f"{name}/{clip}"] = _described(words, phonemes, samples)
    samples = chime()
    write(target / f"{CHIME}.wav", samples)
    clips[CHIME] = _described("", "", samples)
    manifest: dict[str, object] = {
        "made_by": "espeak-ng 1.52 (espeakng-loader); the chime by arithmetic",
        "rate_hz": RATE_HZ,
        "clips": clips,
    }
    (target / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return manifest


def is_mandarin(phonemes: str) -> bool:
    """Whether no syllable left the language and every word carries a tone (55, 35, 214, 51; 11 is the light one)."""
    words = [word for word in phonemes.replace("_|", " ").split() if word.strip("_:|")]
    return bool(words) and "(" not in phonemes and all(re.search(r"55|35|214|21|51|11", word) for word in words)


def trimmed(samples: array[int]) -> array[int]:
    """Without silence at either end, and with edges faded so that joining does not click. Raises CannotRender for silence."""
    loud = [place for place, value in enumerate(samples) if abs(value) > QUIET * 32768]
    if not loud:
        raise CannotRender("espeak-ng gave silence")
    margin = int(EDGE_SECONDS * RATE_HZ)
    kept = samples[max(0, loud[0] - margin) : loud[-1] + margin]
    for place in range(margin):
        kept[place] = kept[place] * place // margin
        kept[-1 - place] = kept[-1 - place] * place // margin
    return kept


def levelled(samples: array[int]) -> array[int]:
    """At the hall's loudness, without clipping."""
    gain = min(SPEECH_RMS / rms(samples.tobytes()), PEAK_MAX * 32768 / max(map(abs, samples)))
    return array("h", (int(value * gain) for value in samples))


def chime() -> array[int]:
    """Two bell notes, each a tone with one overtone dying away; ends in silence."""
    samples = array("h")
    for place in range(int(CHIME_SECONDS * RATE_HZ)):
        second = place / RATE_HZ
        value = 0.0
        for pitch_hz, begins in CHIME_NOTES:
            age = second - begins
            if age >= 0:
                attack = min(1.0, age / 0.005)
                tone = math.sin(2 * math.pi * pitch_hz * age) + 0.25 * math.sin(4 * math.pi * pitch_hz * age)
                value += attack * math.exp(-7 * age) * tone
        ending = min(1.0, (CHIME_SECONDS - second) / 0.05)
        samples.append(int(0.35 * 32767 * ending * value))
    return samples


def write(path: Path, samples: array[int]) -> None:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(samples.tobytes())


def _described(words: str, phonemes: str, samples: array[int]) -> dict[str, object]:
    return {
        "words": words,
        "phonemes": phonemes,
        "seconds": round(len(samples) / RATE_HZ, 3),
        "rms": round(rms(samples.tobytes()), 3),
    }


def main(arguments: Sequence[str] = ()) -> int:
    """Build, and say in one sentence what was built or why it could not be."""
    try:
        manifest = build(*(Path(argument) for argument in arguments))
    except CannotRender as problem:
        print(f"Voice: {problem}", file=sys.stderr)
        return 1
    clips = manifest["clips"]
    print(f"Voice: {len(clips) if isinstance(clips, dict) else 0} clips in {', '.join(LANGUAGES)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
