CREATE TABLE IF NOT EXISTS event (
    hall_id TEXT NOT NULL, seq BIGINT NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, about TEXT NOT NULL,
    stamp TEXT NOT NULL, body TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (hall_id, seq))
--
CREATE INDEX IF NOT EXISTS event_about ON event (hall_id, about, seq)
--
CREATE INDEX IF NOT EXISTS event_kind ON event (hall_id, kind, seq)
--
CREATE TABLE IF NOT EXISTS snapshot (
    hall_id TEXT NOT NULL, seq BIGINT NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (hall_id, seq))
--
CREATE TABLE IF NOT EXISTS answer (
    hall_id TEXT NOT NULL, key TEXT NOT NULL, seq BIGINT NOT NULL, act TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (hall_id, key))
--
CREATE TABLE IF NOT EXISTS number (
    hall_id TEXT NOT NULL, series TEXT NOT NULL, key TEXT NOT NULL, about TEXT NOT NULL, seq BIGINT NOT NULL,
    PRIMARY KEY (hall_id, series, key))
--
CREATE INDEX IF NOT EXISTS number_about ON number (hall_id, about)
--
CREATE TABLE IF NOT EXISTS case_signature (
    hall_id TEXT NOT NULL, case_id TEXT NOT NULL, act TEXT NOT NULL, person_id TEXT NOT NULL, seq BIGINT NOT NULL,
    PRIMARY KEY (hall_id, case_id, act, seq))
--
CREATE TRIGGER IF NOT EXISTS event_no_replace BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE hall_id = NEW.hall_id AND seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END
--
CREATE TRIGGER IF NOT EXISTS event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END
--
CREATE TRIGGER IF NOT EXISTS event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END
--
CREATE TRIGGER IF NOT EXISTS case_signature_no_replace BEFORE INSERT ON case_signature WHEN EXISTS (SELECT 1 FROM case_signature WHERE hall_id = NEW.hall_id AND case_id = NEW.case_id AND act = NEW.act AND seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END
--
CREATE TRIGGER IF NOT EXISTS case_signature_no_update BEFORE UPDATE ON case_signature BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END
--
CREATE TRIGGER IF NOT EXISTS case_signature_no_delete BEFORE DELETE ON case_signature BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END
--
CREATE TRIGGER IF NOT EXISTS case_signature_other_hand BEFORE INSERT ON case_signature WHEN EXISTS (SELECT 1 FROM case_signature s WHERE s.hall_id = NEW.hall_id AND s.case_id = NEW.case_id AND s.person_id = NEW.person_id AND ((NEW.act IN ('approve', 'enter_register') AND s.act = 'accept') OR (NEW.act = 'accept' AND s.act IN ('approve', 'enter_register')))) BEGIN SELECT RAISE(ABORT, 'the approver may not be the acceptor'); END
--
CREATE TABLE IF NOT EXISTS account (hall_id TEXT NOT NULL, staff_no TEXT NOT NULL, staff_id TEXT NOT NULL, password TEXT NOT NULL, changed_at TEXT NOT NULL, disabled INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (hall_id, staff_no))
--
CREATE TABLE IF NOT EXISTS session (digest TEXT PRIMARY KEY, hall_id TEXT NOT NULL, staff_id TEXT NOT NULL, seat TEXT NOT NULL, csrf TEXT NOT NULL, created_at TEXT NOT NULL, seen_at TEXT NOT NULL, proved_at TEXT NOT NULL)
--
CREATE TABLE IF NOT EXISTS one_use (digest TEXT PRIMARY KEY, hall_id TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, expires_at TEXT NOT NULL, used_at TEXT NOT NULL DEFAULT '')
--
CREATE TABLE IF NOT EXISTS device (digest TEXT PRIMARY KEY, hall_id TEXT NOT NULL, device TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL, enrolled_at TEXT NOT NULL, revoked_at TEXT NOT NULL DEFAULT '')
--
CREATE TABLE IF NOT EXISTS sign_in_failure (hall_id TEXT NOT NULL, subject TEXT NOT NULL, at TEXT NOT NULL)
--
CREATE INDEX IF NOT EXISTS sign_in_failure_subject ON sign_in_failure (hall_id, subject, at)
--
CREATE TABLE IF NOT EXISTS register_entry (
    registry TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    record_kind TEXT NOT NULL CHECK (record_kind IN ('FOLIO', 'RIGHT', 'NOTE', 'CERTIFICATE')),
    record_id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    body TEXT NOT NULL,
    case_no TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    entered_by TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (registry, unit_id, seq),
    UNIQUE (registry, unit_id, record_id, version))
--
CREATE INDEX IF NOT EXISTS register_entry_of_case ON register_entry (registry, case_no)
--
CREATE TABLE IF NOT EXISTS register_unit (
    registry TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    unit_no_key TEXT,
    version INTEGER NOT NULL,
    head TEXT NOT NULL,
    PRIMARY KEY (registry, unit_id))
--
CREATE UNIQUE INDEX IF NOT EXISTS register_unit_by_no ON register_unit (registry, unit_no_key)
--
CREATE TABLE IF NOT EXISTS register_certificate (
    registry TEXT NOT NULL,
    number_key TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    record_id TEXT NOT NULL,
    PRIMARY KEY (registry, number_key))
--
CREATE TABLE IF NOT EXISTS register_restriction (
    registry TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    record_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    starts_on TEXT,
    ends_on TEXT,
    PRIMARY KEY (registry, unit_id, record_id))
--
CREATE INDEX IF NOT EXISTS register_restriction_by_end ON register_restriction (registry, kind, ends_on)
--
CREATE TABLE IF NOT EXISTS register_lock (
    registry TEXT NOT NULL,
    lock_id TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    taken_by TEXT NOT NULL,
    delivered_at TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    released_at TEXT,
    released_by TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (registry, lock_id))
--
CREATE INDEX IF NOT EXISTS register_lock_open ON register_lock (registry, unit_id) WHERE released_at IS NULL
--
CREATE TABLE IF NOT EXISTS register_sequence (
    registry TEXT NOT NULL,
    series TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (registry, series, year))
--
CREATE TABLE IF NOT EXISTS register_blank (
    registry TEXT NOT NULL,
    serial TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('STOCK', 'USED', 'SPOILED')),
    case_no TEXT NOT NULL DEFAULT '',
    certificate_id TEXT NOT NULL DEFAULT '',
    moved_at TEXT NOT NULL,
    moved_by TEXT NOT NULL,
    second_person TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (registry, serial))
--
CREATE INDEX IF NOT EXISTS register_blank_of_case ON register_blank (registry, case_no)
--
CREATE TRIGGER IF NOT EXISTS register_entry_no_replace BEFORE INSERT ON register_entry WHEN EXISTS (SELECT 1 FROM register_entry WHERE registry = NEW.registry AND unit_id = NEW.unit_id AND seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the register is append-only: add a correcting entry instead'); END
--
CREATE TRIGGER IF NOT EXISTS register_entry_no_update BEFORE UPDATE ON register_entry BEGIN SELECT RAISE(ABORT, 'the register is append-only: add a correcting entry instead'); END
--
CREATE TRIGGER IF NOT EXISTS register_entry_no_delete BEFORE DELETE ON register_entry BEGIN SELECT RAISE(ABORT, 'the register is append-only: add a correcting entry instead'); END
--
CREATE TABLE IF NOT EXISTS person (
    person_id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('PERSON', 'COMPANY')),
    purpose TEXT NOT NULL CHECK (purpose IN ('REVIEW', 'CASE', 'REGISTER', 'STAFF')),
    keep_until TEXT,
    remembered_at TEXT NOT NULL,
    erased_at TEXT,
    predecessor_id TEXT NOT NULL DEFAULT '',
    document_kind TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    document_no TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    more TEXT NOT NULL DEFAULT '')
--
CREATE INDEX IF NOT EXISTS person_to_erase ON person (keep_until) WHERE purpose = 'REVIEW' AND erased_at IS NULL
--
CREATE INDEX IF NOT EXISTS person_follows ON person (predecessor_id) WHERE predecessor_id <> ''
--
CREATE TABLE IF NOT EXISTS person_key (
    person_id TEXT NOT NULL PRIMARY KEY,
    key_id TEXT NOT NULL,
    wrapped TEXT NOT NULL)
--
CREATE INDEX IF NOT EXISTS person_key_by_key ON person_key (key_id)
--
CREATE TABLE IF NOT EXISTS person_lookup (
    field TEXT NOT NULL CHECK (field IN ('DOCUMENT', 'PHONE')),
    digest TEXT NOT NULL,
    person_id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    PRIMARY KEY (field, digest, person_id))
--
CREATE UNIQUE INDEX IF NOT EXISTS person_by_document ON person_lookup (digest) WHERE field = 'DOCUMENT'
--
CREATE INDEX IF NOT EXISTS person_lookup_of ON person_lookup (person_id)
--
CREATE TABLE IF NOT EXISTS person_reveal (
    person_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    field TEXT NOT NULL,
    revealed_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (person_id, seq))
--
CREATE TRIGGER IF NOT EXISTS person_reveal_no_replace BEFORE INSERT ON person_reveal WHEN EXISTS (SELECT 1 FROM person_reveal WHERE person_id = NEW.person_id AND seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'who looked at personal data stays on record'); END
--
CREATE TRIGGER IF NOT EXISTS person_reveal_no_update BEFORE UPDATE ON person_reveal BEGIN SELECT RAISE(ABORT, 'who looked at personal data stays on record'); END
--
CREATE TRIGGER IF NOT EXISTS person_reveal_no_delete BEFORE DELETE ON person_reveal BEGIN SELECT RAISE(ABORT, 'who looked at personal data stays on record'); END
--
CREATE TABLE IF NOT EXISTS paper (paper_id TEXT PRIMARY KEY, kind TEXT NOT NULL, key_id TEXT NOT NULL, sealed TEXT NOT NULL, kept_at TEXT NOT NULL)
