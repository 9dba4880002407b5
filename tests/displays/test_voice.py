"""The voice says what the template says, digit by digit, at the pace of a hall, and nothing else ever."""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import wave
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from displays import build_voice
from displays.sound import CLIPS, RATE_HZ, SPEECH_RMS, ClipSet, duration_seconds, rms
from displays.voice import CHIME, Kind, NotSpeakable, announcement, announcement_of, place_of, spoken, words_of
from queue_server.contract import LANGUAGES

DIGITS_ZH = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
NAMES_EN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
DIGITS_EN = dict(zip("0123456789", NAMES_EN, strict=True))
WINDOWS_ZH = {"1": "一", "2": "二", "9": "九", "10": "十", "12": "十二", "20": "二十", "21": "二十一"}
WINDOWS_EN = {"1": "one", "2": "two", "9": "nine", "10": "ten", "12": "twelve", "20": "twenty", "21": "twenty one"}
CHIME_SECONDS = 0.8
CHIME_GAP_SECONDS = 0.15


@pytest.fixture(scope="module")
def clips() -> ClipSet:
    return ClipSet.load()


def thousand_numbers(seed: int) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    return [(f"{chance.choice('ABCDZ')}{chance.randrange(1, 1000):03}", chance.choice(list(WINDOWS_ZH))) for _ in range(1000)]


def without_figures(text: str) -> str:
    """Only the words: no figures in either script, no signs, no spaces."""
    names = "|".join([*NAMES_EN, "fifteen", "thirty"])
    return re.sub(rf"\b(?:{names})\b|[零一二三四五六七八九十]|\W|\d", "", text).lower()


@pytest.mark.parametrize("seed", [20141010])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_thousand_calls_are_spoken_as_the_template_says_in_two_and_a_half_to_four_and_a_half_seconds(
    seed: int, language: str, clips: ClipSet
) -> None:
    for number, window in thousand_numbers(seed):
        said = announcement(Kind.CALL, number, window, langs=[language], one_as_yao=False)
        if language == "zh-CN":
            figures = "".join(DIGITS_ZH.get(character, character) for character in number)
            template = f"请{figures}号到{WINDOWS_ZH[window]}号窗口办理"
            assert words_of(said.clips).replace(" ", "") == template
            assert said.texts == {"zh-CN": f"请 {number} 号到 {window} 号窗口办理。"}
        else:
            figures = " ".join(DIGITS_EN.get(character, character) for character in number)
            assert words_of(said.clips) == f"{figures} please go to window {WINDOWS_EN[window]}"
            assert said.texts == {"en": f"{' '.join(number)}, please go to window {window}."}
        seconds = duration_seconds(clips.join(said.clips)) - CHIME_SECONDS - CHIME_GAP_SECONDS
        assert 2.5 <= seconds <= 4.5, (number, window, seconds)


def test_the_one_of_a_number_is_read_yao_on_wish_but_a_window_one_never() -> None:
    assert words_of(announcement("CALL", "A011", "1").clips) == "请 A 零 幺 幺 号到 一 号窗口 办理"
    assert words_of(announcement("CALL", "A011", "1", one_as_yao=False).clips) == "请 A 零 一 一 号到 一 号窗口 办理"
    assert "A zero one one" in words_of(announcement("CALL", "A011", "1", langs=["en"]).clips)


def test_the_second_and_third_call_say_so() -> None:
    second = announcement("CALL", "A012", "3", 2, ["zh-CN", "en"])
    assert second.texts == {
        "zh-CN": "请 A012 号到 3 号窗口办理，这是第二次叫号。",
        "en": "A 0 1 2, window 3, second call.",
    }
    assert announcement("CALL", "A012", "3", 3).texts["zh-CN"].endswith("这是第三次叫号。")
    assert words_of(announcement("CALL", "A012", "3", 3, ["en"]).clips) == "A zero one two window three third call"


@pytest.mark.parametrize(
    ("asked", "chinese", "english"),
    [
        ({"kind": "MISSED", "number": "A012"}, "A012 号已过号，请到导引台。",
         "A 0 1 2 has been missed, please see the guide desk."),
        ({"kind": "COLLECT", "number": "A012"}, "请 A012 号到缴费领证窗口。",
         "A 0 1 2, please go to the payment and collection window."),
        ({"kind": "WINDOW_PAUSED", "window": "3"}, "3 号窗口暂停服务，请到其他窗口办理。",
         "Window 3 is paused, please use another window."),
        ({"kind": "LUNCH", "minutes": 15}, "距离午休还有 15 分钟，未受理的号码下午继续有效。",
         "15 minutes to the lunch break; numbers stay valid in the afternoon."),
        ({"kind": "CLOSING", "minutes": 30}, "距离今天停止受理还有 30 分钟。", "30 minutes until we stop accepting for today."),
        ({"kind": "CALL", "number": "Z003", "window": "consult"}, "请 Z003 号到咨询台办理。",
         "Z 0 0 3, please go to the consultation desk."),
        ({"kind": "CALL", "number": "A012", "window": "tax-7"}, "请 A012 号到 7 号税务窗口办理。",
         "A 0 1 2, please go to tax window 7."),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_every_kind_has_the_text_of_the_domain_reference_and_sound_in_both_languages(
    asked: dict[str, object], chinese: str, english: str, clips: ClipSet
) -> None:
    said = announcement(**asked, langs=["zh-CN", "en"])  # type: ignore[arg-type]
    assert said.texts == {"zh-CN": chinese, "en": english}
    for language, text in said.texts.items():
        alone = announcement(**asked, langs=[language], one_as_yao=False)  # type: ignore[arg-type]
        assert without_figures(words_of(alone.clips)) == without_figures(text)
        assert 2.0 <= duration_seconds(clips.join(alone.clips)) - CHIME_SECONDS - CHIME_GAP_SECONDS <= 6.0
    assert set(said.clips) <= set(clips.samples) | {"pause/150", "pause/400"}


def test_no_call_of_any_number_place_or_turn_lasts_longer_than_six_seconds(clips: ClipSet) -> None:
    places = [key if "{n}" not in place.clips else f"{key}-27" for key, place in spoken("zh-CN").places.items()]
    for language in LANGUAGES:
        for place in places:
            for call_no in (1, 2, 3):
                said = announcement("CALL", "A777", place, call_no, [language])
                assert duration_seconds(clips.join(said.clips)) - CHIME_SECONDS - CHIME_GAP_SECONDS <= 6.0, (place, call_no)


def test_said_twice_there_is_one_chime_and_a_pause_between(clips: ClipSet) -> None:
    once, twice = (announcement("CALL", "A012", "3", langs=["zh", "en"], times=times) for times in (1, 2))
    assert twice.clips.count(CHIME) == 1
    assert twice.clips[2:] == (*once.clips[2:], "pause/700", *once.clips[2:])
    longer = duration_seconds(clips.join(twice.clips)) - duration_seconds(clips.join(once.clips))
    assert longer == pytest.approx(duration_seconds(clips.join(once.clips)) - CHIME_SECONDS - CHIME_GAP_SECONDS + 0.7, abs=0.01)


@pytest.mark.parametrize(
    "asked",
    [
        {"number": "张三", "window": "3"},
        {"number": "A012<break/>", "window": "3"},
        {"number": "<speak>A012</speak>", "window": "3"},
        {"number": "A" * 5000, "window": "3"},
        {"number": "A012\n", "window": "3"},
        {"number": "A０１２", "window": "3"},
        {"number": "a012", "window": "3"},
        {"number": "../../etc", "window": "3"},
        {"number": "", "window": "3"},
        {"number": "A012", "window": ""},
        {"number": "A012", "window": "0"},
        {"number": "A012", "window": "100"},
        {"number": "A012", "window": "tax"},
        {"number": "A012", "window": "consult-3"},
        {"number": "A012", "window": "王五"},
        {"number": "A012", "window": "3", "call_no": 4},
        {"number": "A012", "window": "3", "call_no": 0},
        {"number": "A012", "window": "3", "langs": ["fr"]},
        {"number": "A012", "window": "3", "langs": []},
        {"number": "A012", "window": "3", "times": 3},
    ],
    ids=str,
)
def test_what_fits_no_template_is_never_spoken(asked: dict[str, object]) -> None:
    with pytest.raises(NotSpeakable):
        announcement("CALL", **asked)  # type: ignore[arg-type]


def test_an_unknown_kind_and_impossible_minutes_are_refused() -> None:
    with pytest.raises(NotSpeakable, match="CALL, MISSED"):
        announcement("SHOUT", "A012", "3")
    for minutes in (0, 100, -5):
        with pytest.raises(NotSpeakable, match="1 to 99"):
            announcement("LUNCH", minutes=minutes)


@given(st.text(max_size=60), st.text(max_size=20))
def test_whatever_is_put_in_only_clips_of_the_set_come_out(number: str, window: str) -> None:
    try:
        said = announcement("CALL", number, window, langs=LANGUAGES)
    except NotSpeakable:
        return
    assert re.fullmatch(r"[A-Z]{0,2}[0-9]{1,4}", number)
    for clip in said.clips:
        folder, _, name = clip.partition("/")
        assert clip == CHIME or folder == "pause" or name in spoken(folder).words


@given(st.text(max_size=130))
def test_an_invented_id_names_nothing(invented: str) -> None:
    try:
        said = announcement_of(invented)
    except NotSpeakable:
        return
    assert announcement_of(said.id) == said


def test_any_process_can_answer_for_an_id_and_a_new_recording_gets_a_new_one() -> None:
    asked = {"kind": "CALL", "number": "A012", "window": "tax-7", "call_no": 2, "langs": ["zh-CN", "en"], "times": 2}
    said = announcement(**asked, edition="0123456789ab")  # type: ignore[arg-type]
    assert announcement_of(said.id, "0123456789ab") == said
    assert announcement_of(said.id, "ba9876543210").id != said.id
    assert len({announcement("CALL", number, "3", langs=[language]).id for number, _ in thousand_numbers(7)
                for language in LANGUAGES}) == 2 * len({number for number, _ in thousand_numbers(7)})


def test_fields_a_template_does_not_speak_do_not_change_the_id() -> None:
    assert announcement("MISSED", "A012", "3", 2).id == announcement("MISSED", "A012").id
    assert announcement("CALL", "A022", "3", one_as_yao=False).id == announcement("CALL", "A022", "3").id
    assert announcement("CALL", "A012", "3", one_as_yao=False).id != announcement("CALL", "A012", "3").id


def test_a_window_is_known_to_the_voice_by_the_name_the_hall_calls_it() -> None:
    assert place_of("7号税务窗口") == "tax-7"
    assert place_of("3 号窗口") == "window-3"
    assert place_of("payment and collection window 10", "en") == "collection-10"
    assert place_of("咨询台") == "consult"
    assert place_of("办公室") is None
    assert announcement("CALL", "A012", place_of("3号窗口") or "").texts == announcement("CALL", "A012", "3").texts


def test_both_languages_have_every_kind_and_every_place_and_every_clip_they_name() -> None:
    chinese, english = (spoken(language) for language in LANGUAGES)
    assert set(chinese.says) == set(english.says) == {*Kind, "CALL_2", "CALL_3"}
    assert set(chinese.places) == set(english.places)
    for language in (chinese, english):
        for template in (*language.says.values(), *language.places.values()):
            assert all(clip.startswith("{") or clip in language.words for clip in template.clips)


def test_a_missing_clip_silences_its_language_and_says_so(tmp_path: Path) -> None:
    shutil.copytree(CLIPS, tmp_path / "voice")
    (tmp_path / "voice" / "en" / "digit_7.wav").unlink()
    broken = ClipSet.load(tmp_path / "voice")
    assert broken.problems == ("en/digit_7.wav is missing: run 'make setup', or put the recording back",)
    assert broken.languages == ("zh-CN",)
    both = announcement("CALL", "A012", "3", langs=["zh-CN", "en"])
    assert duration_seconds(broken.join(both.clips)) == pytest.approx(
        duration_seconds(broken.join(announcement("CALL", "A012", "3").clips)), abs=0.5
    )


def test_without_any_clip_the_hall_still_opens_and_the_sound_is_empty_but_valid(tmp_path: Path) -> None:
    nothing = ClipSet.load(tmp_path)
    assert len(nothing.problems) == 1 + sum(len(spoken(language).words) for language in LANGUAGES)
    assert duration_seconds(nothing.join(announcement("CALL", "A012", "3").clips)) == 0.0
    shutil.copy(CLIPS / "chime.wav", tmp_path / "chime.wav")
    chime_only = ClipSet.load(tmp_path).join(announcement("CALL", "A012", "3").clips)
    assert duration_seconds(chime_only) == pytest.approx(CHIME_SECONDS, abs=0.01)


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        ("stereo", "is 2 channel"), ("fast", "44100 Hz"), ("text", "no WAV file"),
        ("empty", "lasts 0.00 s"), ("long", "lasts 7.00 s"),
    ],
)
def test_a_recording_of_the_wrong_make_is_named_with_what_is_wrong(spoilt: str, sentence: str, tmp_path: Path) -> None:
    shutil.copytree(CLIPS, tmp_path / "voice")
    target = tmp_path / "voice" / "zh-CN" / "please.wav"
    if spoilt == "text":
        target.write_text("not sound", encoding="utf-8")
    else:
        with wave.open(str(target), "wb") as sound:
            sound.setnchannels(2 if spoilt == "stereo" else 1)
            sound.setsampwidth(2)
            sound.setframerate(44100 if spoilt == "fast" else RATE_HZ)
            sound.writeframes(bytes(2 * int({"empty": 0, "long": 7}.get(spoilt, 1) * RATE_HZ)))
    (problem,) = ClipSet.load(tmp_path / "voice").problems
    assert problem.startswith("zh-CN/please.wav")
    assert sentence in problem


def test_a_quiet_human_recording_is_brought_to_the_loudness_of_the_others_and_changes_the_edition(
    tmp_path: Path, clips: ClipSet
) -> None:
    shutil.copytree(CLIPS, tmp_path / "voice")
    target = tmp_path / "voice" / "zh-CN" / "please.wav"
    with wave.open(str(target)) as sound:
        values = array("h", sound.readframes(sound.getnframes()))
    with wave.open(str(target), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(array("h", (value // 10 for value in values)).tobytes())
    recorded = ClipSet.load(tmp_path / "voice")
    assert recorded.problems == ()
    assert rms(recorded.samples["zh-CN/please"]) == pytest.approx(rms(clips.samples["zh-CN/please"]), rel=0.05)
    assert recorded.edition != clips.edition


def test_all_clips_are_equally_loud_do_not_clip_and_begin_and_end_quietly(clips: ClipSet) -> None:
    assert clips.problems == ()
    for name, samples in clips.samples.items():
        values = array("h", samples)
        assert max(map(abs, values)) < 0.95 * 32768, name
        assert abs(values[0]) < 400, name
        assert abs(values[-1]) < 400, name
        if name != CHIME:
            assert rms(samples) == pytest.approx(SPEECH_RMS, rel=0.12), name


def test_the_mandarin_clips_are_mandarin_and_the_english_ones_english() -> None:
    made = json.loads((CLIPS / "manifest.json").read_text(encoding="utf-8"))["clips"]
    for language in LANGUAGES:
        for name, words in spoken(language).words.items():
            clip = made[f"{language}/{name}"]
            assert clip["words"] == words
            letter = name.startswith("letter_")
            assert build_voice.is_mandarin(clip["phonemes"]) is (language == "zh-CN" and not letter), (name, clip["phonemes"])
    assert "tS;h'i214N" in made["zh-CN/please"]["phonemes"]  # qǐng, third tone
    assert "j'Au55" in made["zh-CN/digit_yao"]["phonemes"]  # yāo, first tone
    assert "XAu51m'A214" in made["zh-CN/lunch_after"]["phonemes"]  # hàomǎ


@pytest.mark.parametrize("read_as", ["(en)k'IN(cmn)_| (en)Tr'i:(cmn)_|", "k'IN Tr'i:", "", "_|"])
def test_the_build_would_notice_an_engine_that_reads_chinese_as_english(read_as: str) -> None:
    assert not build_voice.is_mandarin(read_as)


def test_the_joined_sound_is_one_wav_that_any_browser_plays(clips: ClipSet) -> None:
    joined = clips.join(announcement("CALL", "A012", "3", langs=["zh-CN", "en"]).clips)
    with wave.open(io.BytesIO(joined)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, RATE_HZ)
        assert sound.getnframes() > 5 * RATE_HZ
