"""Any life of a house, drawn by chance: the register only grows, one ownership stands, ranks follow time (domain.md 2.4)."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from queue_server.domain.entries import Entry
from queue_server.domain.errors import Refused
from queue_server.domain.folio import CertificateStatus, Folio, NoteKind, RightKind, RightStatus
from queue_server.domain.mutations import restriction_entries
from queue_server.domain.ownership_moves import share_of
from tests.domain.folios import BANK, NOW, OTHER, SELLER, after, entries_for

PEOPLE = [f"p_{n}" for n in range(6)]
SURVEYED = {"unit_id": "U1", "unit_no": "源汇-0001-01-0101", "location": "测试路1号", "use": "RESIDENTIAL", "area_m2": "89.50"}
persons = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True)


class LifeOfAHouse(RuleBasedStateMachine):
    """Cases follow one another on one unit; whatever is refused leaves no trace."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self.at = NOW
        self.number = 0
        self.folio: Folio = after(None, self._case("N01", None, {"OWNER": [SELLER]}, details={"unit": SURVEYED}))

    def _case(self, no: str, folio: Folio | None, parties: dict[str, list[str | tuple[str, str]]], **more: object) -> tuple[Entry, ...]:
        self.number += 1
        self.at += timedelta(hours=7)
        made = entries_for(no, folio, parties, at=self.at, case=f"K-{self.number:04d}", **more)  # type: ignore[arg-type]
        self.entries += made
        return made

    def _enter(self, no: str, parties: dict[str, list[str | tuple[str, str]]], **more: object) -> None:
        before = self.folio
        made = self._case(no, before, parties, **more)
        self.folio = after(before, made)
        self._only_grew(before, made)

    def _only_grew(self, before: Folio, made: tuple[Entry, ...]) -> None:
        assert self.folio.version == before.version + len(made)
        assert {r.record_id for r in before.rights} <= {r.record_id for r in self.folio.rights}
        assert {n.record_id for n in before.notes} <= {n.record_id for n in self.folio.notes}
        assert {c.record_id for c in before.certificates} <= {c.record_id for c in self.folio.certificates}
        for right in before.rights:
            now = self.folio.right(right.record_id)
            assert now is not None
            assert (now.entered_at, now.kind) == (right.entered_at, right.kind)
            assert right.active or now == right

    def owners(self) -> list[str | tuple[str, str]]:
        return [holder.person_id for holder in self.folio.owners()]

    open_folio = precondition(lambda self: not self.folio.closed)

    @open_folio
    @rule(buyers=persons, shares=st.booleans())
    def sell_all(self, buyers: list[str], shares: bool) -> None:
        coming: list[str | tuple[str, str]] = list(buyers)
        if shares and len(buyers) > 1:
            coming = [(person, f"1/{len(buyers)}") for person in buyers]
        self._enter("T03", {"TRANSFEROR": self.owners(), "TRANSFEREE": coming}, numbers=[f"No-{self.number}"])
        assert {h.person_id for h in self.folio.owners()} == set(buyers)

    @open_folio
    @rule(seller=st.sampled_from(PEOPLE), buyer=st.sampled_from(PEOPLE))
    def sell_a_share(self, seller: str, buyer: str) -> None:
        owners = self.folio.owners()
        try:
            self._enter("T03", {"TRANSFEROR": [seller], "TRANSFEREE": [buyer]}, facts={"share_sold_to_outsider": True})
        except Refused as no:
            held_by_seller = seller in {h.person_id for h in owners}
            assert no.code in {"NOT_THE_HOLDER", "HOLDER_MISSING"}
            assert not held_by_seller or (len(owners) > 1 and not all(h.share for h in owners))
            assert self.folio.owners() == owners

    @open_folio
    @rule()
    def mortgage(self) -> None:
        loan = {"amount_yuan": "1000", "debt_from": "2014-01-01", "debt_to": "2024-01-01"}
        self._enter("T04", {"MORTGAGOR": self.owners(), "MORTGAGEE": [BANK]}, details=loan, numbers=[f"No-{self.number}"])

    @open_folio
    @rule(chosen=st.integers(0, 5))
    def discharge(self, chosen: int) -> None:
        mortgages = list(self.folio.active_rights(RightKind.MORTGAGE))
        if mortgages:
            right = mortgages[chosen % len(mortgages)]
            rest = [r for r in mortgages if r != right]
            self._enter("T06", {"MORTGAGEE": [BANK]}, details={"mortgage_record_id": right.record_id})
            assert list(self.folio.active_rights(RightKind.MORTGAGE)) == rest

    @open_folio
    @rule()
    def object(self) -> None:
        self._enter("T08", {"INTERESTED_PARTY": [OTHER]}, details={"matter": f"事项{self.number}"})

    @open_folio
    @rule()
    def renew_certificate(self) -> None:
        right = self.folio.ownership
        assert right is not None
        current = list(self.folio.current_certificates(right.record_id))
        if current:
            self._enter("T09", {"HOLDER": self.owners()}, certificates=[c.record_id for c in current],
                        numbers=[f"No-{self.number}-{n}" for n in range(len(current))])

    @open_folio
    @rule(months=st.integers(1, 36), minutes=st.integers(0, 400))
    def seize(self, months: int, minutes: int) -> None:
        self.number += 1
        self.at += timedelta(hours=7)
        delivered = self.at - timedelta(minutes=minutes)
        made = restriction_entries(self.folio, {
            "authority": "法院", "document_no": str(self.number), "delivered_at": delivered, "term_months": months,
        }, self.at, f"S-{self.number:04d}")
        before = self.folio
        self.folio = after(before, made)
        self.entries += made
        self._only_grew(before, made)

    @open_folio
    @rule()
    def correct(self) -> None:
        details = {"corrected_field": "area_m2", "corrected_value": f"{90 + self.number}.10"}
        right = self.folio.ownership
        assert right is not None
        voids = len(list(self.folio.current_certificates(right.record_id)))
        self._enter("T07", {"HOLDER": self.owners()}, details=details, numbers=[f"No-{self.number}-{n}" for n in range(voids)])

    @precondition(lambda self: self.folio.closed)
    @rule(buyer=st.sampled_from(PEOPLE))
    def ask_for_more_after_the_last_page(self, buyer: str) -> None:
        for no, parties in (("T03", {"TRANSFEREE": [buyer]}), ("T08", {"INTERESTED_PARTY": [buyer]}), ("N01", {"OWNER": [buyer]})):
            try:
                self._case(no, self.folio, parties, details={"matter": "x"})
            except Refused as no_more:
                assert no_more.code == "FOLIO_CLOSED"
            else:
                raise AssertionError("something was entered after the last page")

    @open_folio
    @rule()
    def cancel(self) -> None:
        try:
            self._enter("N06", {"HOLDER": self.owners()})
        except Refused as no:
            assert no.code == "UNIT_RESTRICTED"
            return
        assert self.folio.closed

    @invariant()
    def one_ownership_stands_until_the_folio_is_closed(self) -> None:
        active = [r for r in self.folio.rights if r.kind is RightKind.OWNERSHIP and r.status is RightStatus.ACTIVE]
        assert len(active) == (0 if self.folio.closed else 1)
        for right in active:
            shares = [share_of(h) for h in right.holders]
            assert all(shares) == any(shares)
            assert not any(shares) or sum((s or Fraction(0)) for s in shares) == 1
            assert right.data.get("co_ownership_kind") == (
                "SOLE" if len(right.holders) == 1 else "SHARES" if any(shares) else "JOINT")

    @invariant()
    def ranks_follow_the_time_of_registration(self) -> None:
        entered = [r.entered_at for r in self.folio.active_rights(RightKind.MORTGAGE)]
        assert entered == sorted(entered)
        assert not any("rank" in r.data for r in self.folio.rights)
        line = self.folio.seizure_line(NoteKind.SEIZURE, self.at.date())
        delivered = [s.note.delivered_at for s in line if s.note.delivered_at]
        assert delivered == sorted(delivered)
        assert [s.rank for s in line] == list(range(1, len(line) + 1))

    @invariant()
    def no_certificate_outlives_its_right_and_mortgagors_are_owners(self) -> None:
        owners = {h.person_id for h in self.folio.owners()}
        for certificate in self.folio.certificates:
            if certificate.status is CertificateStatus.CURRENT:
                right, note = self.folio.right(certificate.right_id), self.folio.note(certificate.right_id)
                assert (right and right.active) or (note and note.ended_at is None)
        for right in self.folio.active_rights(RightKind.MORTGAGE):
            assert set(right.data["mortgagor"]) <= owners

    @invariant()
    def the_folio_is_what_its_entries_add_up_to(self) -> None:
        assert after(None, self.entries) == self.folio
        versions: dict[str, int] = {}
        for entry in self.entries:
            assert entry.version == versions.get(entry.record_id, 0) + 1
            versions[entry.record_id] = entry.version


TestLifeOfAHouse = LifeOfAHouse.TestCase
# Steps are counted, not timed: the machine that runs this may be busy.
TestLifeOfAHouse.settings = settings(deadline=None, max_examples=60, stateful_step_count=30)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 36), st.booleans()), min_size=1, max_size=8), st.integers(0, 4000))
def test_at_most_one_seizure_is_in_effect_and_the_others_wait_their_turn(
    papers: list[tuple[int, int, bool]], days_later: int
) -> None:
    folio = after(None, entries_for("N01", None, {"OWNER": [SELLER]}, details={"unit": SURVEYED}))
    at = NOW + timedelta(days=1001)
    for number, (delivered, months, waits) in enumerate(papers):
        paper = {"authority": "法院", "document_no": str(number), "delivered_at": NOW + timedelta(days=delivered)}
        term = {"term_months": months} if waits else {"ends_on": (at + timedelta(days=months * 30)).date()}
        folio = after(folio, restriction_entries(folio, {**paper, **term}, at, f"S-{number}", ruleset="CN-2014"))
    day = at.date() + timedelta(days=days_later)
    line = folio.seizure_line(NoteKind.SEIZURE, day)
    if line:
        assert line[0].effective_on is not None
        assert line[0].effective_on <= day
    for one, following in pairwise(line):
        assert one.ends_on is not None
        assert following.effective_on is not None
        assert following.effective_on > one.ends_on
