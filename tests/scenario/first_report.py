"""The first report: with a name, and through every state of the procedure until leadership reopens the case."""

from dataclasses import dataclass

from install.demonstration.people import CUSTODIAN, LEAD, LEADER, MEMBER, OFFICER_ONE, OFFICER_TWO
from store.domain.stages import Stage
from tests.scenario import story_texts
from tests.scenario.checked_archive import checked_archive
from tests.scenario.hands import Reporter, StoryError, expect, expect_not
from tests.scenario.telling import Telling
from tests.scenario.vocabulary import OfficeLabels, ReporterLabels
from tests.scenario.window import Value
from tests.scenario.working_together import works_together


def first_report(telling: Telling) -> None:
    """Tell the first report, from the first page to the reopened case."""
    reporter = _reports(telling)
    case = _arrives(telling)
    told = FirstReport(telling, reporter, case)
    told.is_clarified()
    works_together(telling, reporter, case)
    told.asks_who_it_was()
    told.gets_a_team()
    told.is_investigated()
    told.goes_back_to_the_team_once()
    told.is_deliberated()
    told.is_answered()
    told.loses_a_message()
    told.is_exported()
    told.is_opened_again()


def _reports(telling: Telling) -> Reporter:
    telling.tell(
        "Seorang pegawai melapor dengan nama, lalu menulis Kode Rahasia di kertas.",
        "An employee reports with a name, and writes the secret code on paper.",
    )
    reporter, text = telling.reporter(), telling.text
    reporter.begin()
    answers = {label: text(answer) for label, answer in story_texts.REPORT.items()}
    reporter.send(
        {**answers, "Fraud": True},
        {
            ReporterLabels.NAME: text(story_texts.NAME),
            ReporterLabels.CONTACT: text(story_texts.CONTACT),
            ReporterLabels.STANDING: text(story_texts.STANDING),
        },
    )
    reporter.confirm()
    reporter.attach(telling.file(story_texts.EVIDENCE, story_texts.NUMBERS))
    reporter.leave()
    telling.keep_code(reporter)
    return reporter


def _arrives(telling: Telling) -> str:
    telling.tell(
        "Petugas satu membuka laporan dan menyatakan sudah menerimanya.",
        "The first officer opens the report and acknowledges it.",
    )
    officer = telling.worker(OFFICER_ONE)
    case = telling.newest_case(officer)
    officer.show("officer-cases")
    officer.in_stage(case, Stage.RECEIVED)
    expect(officer.window, *(telling.text(answer) for answer in story_texts.REPORT.values()))
    expect_not(officer.window, telling.text(story_texts.NAME), telling.text(story_texts.CONTACT))
    officer.do(case, OfficeLabels.ACKNOWLEDGE)
    return case


@dataclass(frozen=True, slots=True)
class FirstReport:
    """The course of the first report, one chapter after the other."""

    telling: Telling
    reporter: Reporter
    case: str

    def is_clarified(self) -> None:
        """Play verification → clarification → verification: a question, and the reporter's answer."""
        tell, text = self.telling.tell, self.telling.text
        tell("Petugas bertanya kepada pelapor.", "The officer asks the reporter a question.")
        officer = self.telling.worker(OFFICER_ONE)
        officer.in_stage(self.case, Stage.VERIFICATION)
        officer.show("officer-case")
        officer.reach(self.case, OfficeLabels.ASK)
        officer.show("officer-question")
        officer.fill_in(OfficeLabels.ASK, {OfficeLabels.QUESTION: text(story_texts.QUESTION)})
        officer.in_stage(self.case, Stage.CLARIFICATION)
        tell(
            "Pelapor kembali dengan kodenya, membaca pertanyaan, dan menjawab.",
            "The reporter comes back with the code, reads the question, and answers.",
        )
        words = self.reporter.words
        self.reporter.come_back(
            Stage.CLARIFICATION, words(ReporterLabels.QUESTION), text(story_texts.QUESTION)
        )
        self.reporter.show("reporter-mailbox")
        self.reporter.say(text(story_texts.ANSWER))
        self.reporter.finds(Stage.VERIFICATION)
        self.reporter.leave()
        officer.in_stage(self.case, Stage.VERIFICATION)
        expect(officer.window, text(story_texts.ANSWER))

    def asks_who_it_was(self) -> None:
        """Play two identity requests, one refused and one granted: only the asking officer reads the identity."""
        tell, text = self.telling.tell, self.telling.text
        officer, custodian = self.telling.worker(OFFICER_ONE), self.telling.worker(CUSTODIAN)
        tell(
            "Petugas meminta identitas pelapor tanpa alasan yang cukup. Pemegang identitas menolak.",
            "The officer asks for the reporter's identity without reason enough. The custodian refuses.",
        )
        officer.do(
            self.case,
            OfficeLabels.ASK_IDENTITY,
            {OfficeLabels.REASON_FOR_CUSTODIANS: text(story_texts.WEAK_REASON)},
        )
        custodian.answer_request(
            self.case,
            OfficeLabels.REFUSE,
            OFFICER_ONE.name,
            {OfficeLabels.REASON_FOR_REFUSING: text(story_texts.REFUSAL)},
        )
        officer.open(self.case, "people")
        expect(officer.window, text(story_texts.REFUSAL))
        expect_not(officer.window, text(story_texts.NAME))
        tell(
            "Ia meminta lagi dengan alasan yang baik. Identitas sampai kepadanya saja.",
            "With a good reason it is granted. The identity reaches this officer alone.",
        )
        officer.do(
            self.case,
            OfficeLabels.ASK_IDENTITY,
            {OfficeLabels.REASON_FOR_CUSTODIANS: text(story_texts.GOOD_REASON)},
        )
        custodian.answer_request(
            self.case,
            OfficeLabels.DISCLOSE,
            OFFICER_ONE.name,
            {},
            look=text(story_texts.NAME),
        )
        officer.open(self.case, "people")
        expect(
            officer.window,
            *(text(words) for words in (story_texts.NAME, story_texts.CONTACT, story_texts.STANDING)),
        )
        officer.show("officer-people")
        other = self.telling.worker(OFFICER_TWO)
        for part in ("", "people", "history"):
            other.open(self.case, part)
            expect(other.window, OFFICER_ONE.name)
            expect_not(other.window, text(story_texts.NAME), text(story_texts.CONTACT))

    def gets_a_team(self) -> None:
        """Play verification → review → assignment: the review sheet, a lead and a member, and their declarations."""
        tell, text = self.telling.tell, self.telling.text
        tell(
            "Laporan jelas dan lengkap. Petugas menulis lembar telaah dan menugaskan tim.",
            "The report is clear and complete. The officer writes the review sheet and assigns a team.",
        )
        officer = self.telling.worker(OFFICER_ONE)
        officer.do(
            self.case, OfficeLabels.TO_REVIEW, {OfficeLabels.CLARITY: True, OfficeLabels.COMPLETENESS: True}
        )
        officer.in_stage(self.case, Stage.REVIEW)
        officer.do(self.case, OfficeLabels.REVIEW_SHEET, {OfficeLabels.SHEET: text(story_texts.SHEET)})
        officer.reach(self.case, OfficeLabels.ASSIGN)
        officer.show("officer-assign")
        people: dict[str, Value] = {
            OfficeLabels.LEAD: self.telling.described(LEAD),
            self.telling.described(MEMBER): True,
        }
        officer.fill_in(OfficeLabels.ASSIGN, {**people, OfficeLabels.BRIEF: text(story_texts.BRIEF)})
        tell(
            "Ketua dan anggota tim hanya melihat penugasan, sampai menyatakan tidak ada benturan kepentingan.",
            "Lead and member see the brief alone, until they declare that there is no conflict of interest.",
        )
        for person in (MEMBER, LEAD):
            worker = self.telling.worker(person)
            if self.case not in worker.cases():
                raise StoryError(f"{person.name} is not shown the case of their team.")
            worker.open(self.case)
            expect(worker.window, text(story_texts.BRIEF))
            expect_not(worker.window, *(text(answer) for answer in story_texts.REPORT.values()))
            worker.show("member-declaration")
            worker.do(self.case, OfficeLabels.DECLARE)
            worker.in_stage(self.case, Stage.ASSIGNMENT)
            expect(worker.window, *(text(answer) for answer in story_texts.REPORT.values()))

    def is_investigated(self) -> None:
        """Play assignment → investigation → leadership: findings with a file."""
        tell, text = self.telling.tell, self.telling.text
        tell(
            "Ketua tim memulai pemeriksaan, menulis laporan hasil, dan menyampaikannya kepada pimpinan.",
            "The lead starts the investigation, writes the findings report, and submits it to leadership.",
        )
        lead = self.telling.worker(LEAD)
        lead.do(self.case, OfficeLabels.START)
        lead.in_stage(self.case, Stage.INVESTIGATION)
        lead.reach(self.case, OfficeLabels.FINDINGS)
        lead.show("lead-findings")
        file = self.telling.file(story_texts.FINDINGS_FILE, story_texts.NUMBERS)
        lead.fill_in(
            OfficeLabels.FINDINGS,
            {OfficeLabels.FOUND: text(story_texts.FIRST_FINDINGS), OfficeLabels.ATTACHMENTS: (file,)},
        )
        lead.do(self.case, OfficeLabels.SUBMIT, {OfficeLabels.LEADER: self.telling.described(LEADER)})

    def goes_back_to_the_team_once(self) -> None:
        """Play leadership → investigation → leadership → deliberation."""
        tell, text = self.telling.tell, self.telling.text
        tell(
            "Pimpinan mengembalikan hasil kepada tim: satu kuitansi belum diperiksa.",
            "The leader returns the findings to the team: one receipt was not examined.",
        )
        leader, lead = self.telling.worker(LEADER), self.telling.worker(LEAD)
        leader.in_stage(self.case, Stage.LEADERSHIP)
        leader.open(self.case, "papers")
        expect(leader.window, text(story_texts.FIRST_FINDINGS), text(story_texts.FINDINGS_FILE))
        leader.show("leader-papers")
        leader.do(self.case, OfficeLabels.RETURN, {OfficeLabels.REASON: text(story_texts.RETURNED)})
        tell(
            "Tim melengkapi laporan hasil. Pimpinan membawanya ke pembahasan internal.",
            "The team completes the findings. The leader takes them to deliberation.",
        )
        lead.in_stage(self.case, Stage.INVESTIGATION)
        lead.do(self.case, OfficeLabels.FINDINGS, {OfficeLabels.FOUND: text(story_texts.FINDINGS)})
        lead.do(self.case, OfficeLabels.SUBMIT, {OfficeLabels.LEADER: self.telling.described(LEADER)})
        leader.in_stage(self.case, Stage.LEADERSHIP)
        leader.do(self.case, OfficeLabels.DELIBERATE)

    def is_deliberated(self) -> None:
        """Play deliberation → concluded: minutes, conclusion and recommendation, and the leader's approval."""
        tell, text = self.telling.tell, self.telling.text
        tell(
            "Petugas mencatat notula, simpulan, dan rekomendasi. Pimpinan menyetujuinya.",
            "The officer records minutes, conclusion and recommendation. The leader approves them.",
        )
        officer, leader = self.telling.worker(OFFICER_ONE), self.telling.worker(LEADER)
        officer.in_stage(self.case, Stage.DELIBERATION)
        officer.reach(self.case, OfficeLabels.MINUTES)
        present = {self.telling.described(person): True for person in (OFFICER_ONE, LEADER, LEAD, MEMBER)}
        officer.fill_in(OfficeLabels.MINUTES, {**present, OfficeLabels.SAID: text(story_texts.MINUTES)})
        officer.reach(self.case, OfficeLabels.CONCLUDE)
        officer.show("officer-conclusion")
        papers = {
            OfficeLabels.CONCLUSION: text(story_texts.CONCLUSION),
            OfficeLabels.RECOMMENDATION: text(story_texts.RECOMMENDATION),
        }
        outcome = officer.words(OfficeLabels.PARTLY_PROVEN)
        officer.fill_in(OfficeLabels.CONCLUDE, {OfficeLabels.OUTCOME: outcome, **papers})
        leader.in_stage(self.case, Stage.DELIBERATION)
        leader.show("leader-case")
        leader.do(self.case, OfficeLabels.APPROVE)
        leader.in_stage(self.case, Stage.CONCLUDED)

    def is_answered(self) -> None:
        """Play the reporter's request for the outcome; the officer answers it and marks it as attended to."""
        tell, text = self.telling.tell, self.telling.text
        tell(
            "Pelapor meminta informasi tindak lanjut, dan petugas menjawab.",
            "The reporter asks for information on the outcome, and the officer answers.",
        )
        self.reporter.come_back(Stage.CONCLUDED)
        self.reporter.seek_outcome(text(story_texts.WANTED))
        self.reporter.leave()
        officer = self.telling.worker(OFFICER_ONE)
        officer.in_stage(self.case, Stage.CONCLUDED)
        expect(officer.window, text(story_texts.WANTED))
        officer.reply(self.case, text(story_texts.TOLD))
        officer.do(self.case, OfficeLabels.ATTEND, {OfficeLabels.OUTCOME_ANSWERED: True})
        self.reporter.come_back(Stage.CONCLUDED, text(story_texts.TOLD))
        expect_not(self.reporter.window, self.reporter.words(ReporterLabels.OUTCOME_WAITS))
        self.reporter.leave()

    def loses_a_message(self) -> None:
        """Play the destruction of one message: the officer proposes it, a leader signs, and the reporter reads it."""
        tell, text = self.telling.tell, self.telling.text
        tell(
            "Pelapor menyebut data orang yang tidak terkait. Petugas dan pimpinan memusnahkan pesan itu saja.",
            "The reporter tells of a person who is not concerned. Officer and leader destroy that message alone.",
        )
        officer, leader, said = (
            self.telling.worker(OFFICER_ONE),
            self.telling.worker(LEADER),
            text(story_texts.THIRD_PERSON),
        )
        self.reporter.come_back(Stage.CONCLUDED)
        self.reporter.say(said)
        self.reporter.leave()
        officer.open(self.case)
        expect(officer.window, said)
        officer.destroys(self.case, said, text(story_texts.NOT_CONCERNED), self.telling.described(LEADER))
        leader.signs_destruction(self.case, text(story_texts.NOT_CONCERNED), OfficeLabels.SIGN_PART)
        for worker in (officer, self.telling.worker(OFFICER_TWO)):
            worker.open(self.case)
            expect(worker.window, LEADER.name)
            expect_not(worker.window, said)
        self.reporter.come_back(Stage.CONCLUDED, self.reporter.words(ReporterLabels.DESTROYED))
        expect_not(self.reporter.window, said)
        self.reporter.leave()

    def is_exported(self) -> None:
        """Play an export: a script of the archive checks every signature without this program."""
        self.telling.tell(
            "Petugas mengekspor berkas perkara. Skrip di dalam arsipnya memeriksa semua tanda tangan.",
            "The officer exports the dossier. The script in its archive checks every signature.",
        )
        officer = self.telling.worker(OFFICER_ONE)
        archive = officer.export(self.case, self.telling.text(story_texts.COURT), self.telling.files)
        if "BENAR / GOOD" not in checked_archive(archive):
            raise StoryError("The archive of the dossier is not verified by its own script.")

    def is_opened_again(self) -> None:
        """Play concluded → verification; every decision stands in the history."""
        tell, text = self.telling.tell, self.telling.text
        tell(
            "Ada hal baru: pimpinan membuka kembali laporan itu.",
            "There is something new: the leader reopens the case.",
        )
        leader, officer = self.telling.worker(LEADER), self.telling.worker(OFFICER_ONE)
        leader.do(self.case, OfficeLabels.REOPEN, {OfficeLabels.REASON: text(story_texts.REOPENED)})
        officer.in_stage(self.case, Stage.VERIFICATION)
        officer.open(self.case, "papers")
        papers = (
            story_texts.SHEET,
            story_texts.FINDINGS,
            story_texts.MINUTES,
            story_texts.CONCLUSION,
            story_texts.RECOMMENDATION,
        )
        expect(officer.window, *(text(paper) for paper in papers))
        officer.open(self.case, "history")
        names = (LEAD, MEMBER, LEADER, CUSTODIAN)
        expect(officer.window, text(story_texts.REOPENED), *(person.name for person in names))
        officer.show("officer-history")
