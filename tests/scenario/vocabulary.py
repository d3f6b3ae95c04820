"""The words by which the story finds its way on the pages: as they stand in the code, translated as the pages are."""

import gettext
from typing import Final, NamedTuple

from install.demonstration.programs import ROOT
from store.web.languages import Language


class ActionLabels(NamedTuple):
    """A button of a case's pages, the message when it is done, and the link to its form if that has other words."""

    button: str
    done: str
    link: str = ""


class ReporterLabels:
    """The reporter's pages."""

    REPORT: Final = "Make a new report"
    SEND: Final = "Send report"
    HIDE: Final = "Hide my identity"
    SEND_NAMED: Final = "Send report with my name"
    NAME: Final = "Your name"
    CONTACT: Final = "How we can reach you"
    STANDING: Final = "Your position, or your relation to the office"
    BEFORE_CODE: Final = "Keep this code. Without it you cannot read the officers’ answer."
    AFTER_CODE: Final = "Step %(step)s of 3"
    REPEAT_CODE: Final = "Type the code here"
    TYPE_CODE: Final = "Your secret code"
    CONTINUE: Final = "Continue"
    MY_REPORT: Final = "My report"
    STAGE: Final = "Stage: %(stage)s"
    QUESTION: Final = "A question for you"
    MESSAGE: Final = "Your message"
    SEND_MESSAGE: Final = "Send message"
    FILES: Final = "Files: documents, photos, audio or video"
    CLEAN_PHOTOS: Final = "Remove place, camera and author data from photos"
    ADD_FILES: Final = "Add attachments"
    SEND_FILES: Final = "Nothing moves? Send on an ordinary page"
    RECEIVED: Final = "What we received"
    BACK: Final = "Back to my report"
    SEEK_OUTCOME: Final = "Ask for information on the outcome"
    WANTED: Final = "What you want to know (optional)"
    SEND_REQUEST: Final = "Send request"
    OUTCOME_WAITS: Final = "You asked for information on the outcome. The answer comes under Chat."
    THREAT: Final = "I experience threats or pressure"
    HAPPENS: Final = "What is happening (optional)"
    SEND_THREAT: Final = "Tell the officers"
    THREAT_WAITS: Final = (
        "You told us of threats or pressure. Your report is now at the top of the officers’ list. "
        "Their answer comes under Chat."
    )
    DESTROYED: Final = (
        "Two people of the office signed that. Nobody can read it any more, here or at the office. The rest of your "
        "report stays. You can ask the office about it here."
    )
    NOTICE: Final = "Read what the officers wrote about it"
    LEAVE: Final = "Sign out"
    LEFT: Final = "You have signed out"
    OPEN_MINE: Final = "Open my report"
    OPEN: Final = "Open"
    NO_REPORT: Final = "No report opens with this code. Please compare it with your note, word by word."


class OfficeLabels:
    """The pages of the office's people."""

    PERSON: Final = "Name"
    PHRASE: Final = "Passphrase of your key"
    CODE: Final = "Sign-in code"
    SIGN_IN: Final = "Sign in"
    LEAVE: Final = "Sign out"
    TEXT: Final = "Your answer to the reporter"
    REPLY: Final = "Send reply"
    ATTACHMENTS: Final = "Attachments"

    ACKNOWLEDGE: Final = ActionLabels(
        "Acknowledge the report",
        "The report is acknowledged. Now verify whether it is clear and complete.",
    )
    ASK: Final = ActionLabels(
        "Ask the reporter a question",
        "The question was sent. The case is waiting for the answer.",
        "Not clear? Ask the reporter",
    )
    QUESTION: Final = "Question to the reporter"
    LABEL: Final = ActionLabels("Save the labels", "The labels are saved.", "Change the labels")
    NEW_LABELS: Final = "New labels"
    NOTE: Final = ActionLabels("Save the note", "The note is saved.", "Write a note")
    NOTE_TEXT: Final = "Note"
    POINTED_OUT: Final = "A colleague pointed out a note to you."
    READ_PAPERS: Final = "Read the working papers"
    MENTIONED: Final = "Notes pointed out to me"
    REMIND: Final = "Remind me"
    REMIND_ON: Final = "Remind me on"
    REMIND_OF: Final = "Of what"
    REMINDED: Final = "The reminder is saved. Only you see it."
    SAVE_TEXT: Final = "Save and sign"
    OFFERED: Final = "Where it is offered"
    FOR_REPLIES: Final = "Reply"
    TITLE: Final = "Title"
    TEMPLATE: Final = "Text"
    TEXT_SAVED: Final = "The text is saved and signed with your key."
    START_FROM: Final = "Start from a text of the office"
    INSERT: Final = "Insert the text"
    ASK_IDENTITY: Final = ActionLabels(
        "Ask for the reporter's identity",
        "The custodians were asked. Their answer appears on this page.",
    )
    REASON_FOR_CUSTODIANS: Final = "Reason for the custodians"
    TO_REVIEW: Final = ActionLabels(
        "Continue to review", "The case is in review. Now write the review sheet."
    )
    CLARITY: Final = "Clarity: it is clear what is meant"
    COMPLETENESS: Final = "Completeness: what, who, when and how are there"
    REVIEW_SHEET: Final = ActionLabels(
        "Save the review sheet", "The review sheet is saved.", "Write the review sheet"
    )
    SHEET: Final = "Review sheet"
    ASSIGN: Final = ActionLabels(
        "Assign the team",
        "The team is assigned. Everybody now declares whether there is a conflict of interest.",
    )
    LEAD: Final = "Team lead"
    BRIEF: Final = "Brief for the team"
    UNDER_THREAT: Final = "Reporter under threat or pressure"
    EXCLUDED: Final = "%(name)s (excluded by the reporter, cannot be brought in)"
    DECLARE: Final = ActionLabels(
        "I declare: no conflict of interest",
        "You declared that you have no conflict of interest. The case is open to you.",
    )
    START: Final = ActionLabels("Start the investigation", "The investigation has started.")
    FINDINGS: Final = ActionLabels(
        "Save the findings report",
        "The findings report is saved. Leadership reads it once you submit it.",
        "Write the findings report",
    )
    FOUND: Final = "Findings report"
    SUBMIT: Final = ActionLabels(
        "Submit the findings to leadership", "The findings are submitted to leadership."
    )
    LEADER: Final = "Leader"
    RETURN: Final = ActionLabels("Return it to the team", "The case is back with the team.")
    REASON: Final = "Reason"
    DELIBERATE: Final = ActionLabels("Take it to deliberation", "The case is in deliberation.")
    MINUTES: Final = ActionLabels("Record the minutes", "The minutes are saved.")
    SAID: Final = "Minutes"
    CONCLUDE: Final = ActionLabels(
        "Record conclusion and recommendation",
        "Conclusion and recommendation are saved. A leader can approve them now.",
    )
    OUTCOME: Final = "Outcome"
    PARTLY_PROVEN: Final = "Partly proven"
    CONCLUSION: Final = "Conclusion"
    RECOMMENDATION: Final = "Recommendation"
    APPROVE: Final = ActionLabels("Approve the conclusion", "The case is concluded.")
    ATTEND: Final = ActionLabels(
        "Mark all requests as attended to", "Recorded: the reporter's requests have been attended to."
    )
    OUTCOME_ANSWERED: Final = "Outcome request answered"
    REOPEN: Final = ActionLabels("Reopen the case", "The case is open again, in verification.")
    ARCHIVE: Final = ActionLabels("Archive the report", "The report is archived, and the reporter was told.")
    OUT_OF_SCOPE: Final = "the matter is outside this office's authority"
    REPORTED_BEFORE: Final = "the matter was reported before"
    BEFORE_IN: Final = "Reported before in"
    REFERRED: Final = "Referred to"
    NOTICE: Final = "Notice to the reporter"

    PROPOSE_PART: Final = ActionLabels(
        "Propose the destruction",
        "The destruction is proposed. Nothing is destroyed before a second person has signed.",
        "Destroy a message",
    )
    PART: Final = "Message or file"
    SECOND_SIGNATURE: Final = "Second signature"
    READ_AND_SIGN: Final = "Read and sign"
    SIGN_PART: Final = ActionLabels("Sign the destruction", "You signed. The message is destroyed.")
    HOLD: Final = ActionLabels(
        "Lay a legal hold", "The hold is laid. The office destroys nothing of this report."
    )
    PROPOSE: Final = ActionLabels(
        "Propose the destruction",
        "The destruction is proposed. Nothing is destroyed before a second person has signed.",
    )
    SIGN_END: Final = ActionLabels(
        "Sign the destruction",
        "You signed. The report will be destroyed in %(days)s days, unless it is held.",
    )

    EXPORT: Final = "Export"
    DOSSIER: Final = "Dossier"
    PURPOSE: Final = "Purpose of this file"
    MAKE_FILE: Final = "Make the file"
    READY: Final = "Ready to save"

    SHOW_FILE: Final = "Show this file"
    ASK_AGAIN: Final = "Ask again"
    AUTHOR: Final = "Author"
    PLACE: Final = "Place"
    LENGTH: Final = "Length:"
    SUBJECT: Final = "Subject"
    ASKS: Final = "This file tells who may have made it (above). Whoever gets the original can read that."
    SAVE_CLEANED: Final = "Save a cleaned copy"
    SAVE_PICTURES: Final = "Save its pictures as a PDF"

    ANSWER: Final = "Read and answer"
    READ_FIGURES: Final = "Read the figures"
    READ_AGAIN: Final = "Read the figures again"
    ALL_REPORTS: Final = "Reports"
    SHOW: Final = "Show the identity to me"
    DISCLOSE_TO: Final = "Disclose the identity …"
    DISCLOSE: Final = ActionLabels(
        "Yes, disclose the identity", "The identity was disclosed to %(name)s alone."
    )
    REFUSE: Final = ActionLabels("Refuse the request", "The request was refused. %(name)s reads your reason.")
    REASON_FOR_REFUSING: Final = "Reason for refusing"


class Vocabulary:
    """The texts of one interface (`source_interface`, `journalist_interface`), as its pages show them."""

    def __init__(self, package: str, language: Language) -> None:
        folder = ROOT / package / "translations"
        self.language = language
        self._catalogue = gettext.translation("messages", folder, [language], fallback=language == "en")

    def __call__(self, words: str, **values: object) -> str:
        """Return the text in this language, with its placeholders filled in."""
        text = self._catalogue.gettext(words)
        return text % values if values else text
