/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/words.h"

const char *const words_en[WORDS_COUNT] = {
	[WORDS_COMMAND_BACK] = "b back",
	[WORDS_COMMAND_SKIP] = "s skip",
	[WORDS_COMMAND_MENU] = "m menu",
	[WORDS_COMMAND_SEND] = "send",
	[WORDS_COMMAND_LOOK] = "look",
	[WORDS_COMMAND_LEAVE] = "leave",

	[WORDS_LANGUAGE_TITLE] = "Which language?",
	[WORDS_REQUIRED] = " *",
	[WORDS_CHOSEN] = " (your answer)",
	[WORDS_TICKED] = " (ticked)",
	[WORDS_TICKED_NOW] = "Ticked: {options}.",
	[WORDS_TICKED_NONE] = "Nothing is ticked.",
	[WORDS_MOST_TICKS] = "You may tick up to {most}.",
	[WORDS_MORE] = "(There is more: press Enter)",
	[WORDS_PROMPT_INFO] = "Press Enter to go on. b: back, m: menu",
	[WORDS_PROMPT_ONE] = "Type a number and press Enter. b: back, s: skip, m: menu",
	[WORDS_PROMPT_ONE_REQUIRED] = "Type a number and press Enter. b: back, m: menu",
	[WORDS_PROMPT_MANY] = "Type the numbers to tick or untick, such as 2 5. Enter alone goes on. "
	    "b: back, s: skip, m: menu",
	[WORDS_PROMPT_MANY_REQUIRED] = "Type the numbers to tick or untick, such as 2 5. Enter alone "
	    "goes on. b: back, m: menu",
	[WORDS_PROMPT_CHOICE] = "Type a number and press Enter.",
	[WORDS_PROMPT_TEXT] = "Done: Ctrl-D (hold Ctrl, press D). Menu (back, skip, save): Ctrl-C.",
	[WORDS_PROMPT_TEXT_PLAIN] = "Write now, as many lines as you like. When you have finished, press "
	    "Ctrl-D. Ctrl-C: menu (back, skip, save).",
	[WORDS_PROMPT_TO_TEXT] = "Press Enter, then write.",
	[WORDS_ROOM] = "Room left: {left} characters.",
	[WORDS_OVER] = "Too long: please cut {over} characters.",
	[WORDS_WRITTEN_SO_FAR] = "What you have written so far:",

	[WORDS_NO_SUCH_NUMBER] = "There is no {typed} here: please type a number from 1 to {most}.",
	[WORDS_NOT_A_NUMBER] = "\"{typed}\" was not understood: please type a number.",
	[WORDS_ONE_NUMBER] = "Please choose one number only.",
	[WORDS_NOTHING_TO_CHOOSE] = "There is nothing to choose on this page.",
	[WORDS_TOO_MANY_TICKS] = "Only {most} can be ticked: please untick one first.",
	[WORDS_ANSWER_NEEDED] = "We need an answer to this one.",
	[WORDS_USES_NEEDED] = "Please tick at least one: without it we may do nothing with what you "
	    "tell.",
	[WORDS_TOO_LONG] = "This is too long: please cut {over} characters. Nothing of it is lost.",
	[WORDS_TOO_LONG_TOGETHER] = "All your texts together are too long: please cut about {over} "
	    "characters, here or elsewhere. Nothing is lost.",
	[WORDS_FULL] = "No more fits here. What was typed or pasted just now was not taken.",
	[WORDS_FIRST_PAGE] = "This is the first page.",

	[WORDS_HIDE_TITLE] = "Names to hide",
	[WORDS_HIDE_HINT] = "Which names must never be seen by anybody else? Names and nicknames of "
	    "people, schools and places, each on a line of its own. The coordinators take them out "
	    "wherever they stand in your words. This list is locked away with the rest.",
	[WORDS_HIDE_TOO_MANY] = "There may be {most} names at most.",
	[WORDS_HIDE_TOO_LONG] = "A name may have {most} characters at most.",
	[WORDS_USES_TITLE] = "How may we use what you tell us?",
	[WORDS_USES_HINT] = "Tick each use that you allow; nothing is ticked for you. Tick at least "
	    "one.",
	[WORDS_USES_DATES] = "To see your words first, come back between {from} and {until}.",

	[WORDS_LOOK_TITLE] = "This could show who you are ({number} of {count})",
	[WORDS_LOOK_NAME] = "\"{surface}\" looks like a name. People who know you, and the council, "
	    "would know it.",
	[WORDS_LOOK_SCHOOL] = "\"{surface}\" looks like the name of a school. With a few other facts it "
	    "can lead to one child.",
	[WORDS_LOOK_DATE] = "\"{surface}\" is an exact day. The council's files are sorted by dates: "
	    "one day can lead to one child.",
	[WORDS_LOOK_POSTCODE] = "\"{surface}\" looks like a postcode. A postcode is only a few houses.",
	[WORDS_LOOK_PHONE] = "\"{surface}\" looks like a phone number.",
	[WORDS_LOOK_EMAIL] = "\"{surface}\" looks like an e-mail address, an account or a web page.",
	[WORDS_LOOK_NHS_NUMBER] = "\"{surface}\" looks like a National Health Service (NHS) number, "
	    "which only one person has.",
	[WORDS_LOOK_UPN] = "\"{surface}\" looks like a unique pupil number, which only one child has.",
	[WORDS_LOOK_REFERENCE] = "\"{surface}\" looks like the number of a case. Whoever keeps the files "
	    "can look it up.",
	[WORDS_LOOK_MONEY] = "\"{surface}\" is an exact sum. Whoever paid or was paid it would know it.",
	[WORDS_LOOK_WHERE] = "In your answer to \"{title}\":",
	[WORDS_LOOK_TIMES] = "It stands in your texts {count} times.",
	[WORDS_LOOK_REPLACE] = "Write \"{words}\" instead",
	[WORDS_LOOK_LEAVE] = "Leave it as it is",
	[WORDS_LOOK_HIDE] = "Leave it, and put it on the list of names that the coordinators must take "
	    "out",
	[WORDS_LOOK_CHANGE] = "Change it myself",
	[WORDS_LOOK_LEAVE_ALL] = "Leave all of them as they are",
	[WORDS_VAGUE_CHILD] = "my child",
	[WORDS_VAGUE_STAFF] = "a member of staff",
	[WORDS_VAGUE_PLACE] = "a place near us",
	[WORDS_VAGUE_SCHOOL] = "the school",
	[WORDS_VAGUE_MONTH_YEAR] = "a day in {month} {year}",
	[WORDS_VAGUE_YEAR] = "a day in {year}",
	[WORDS_VAGUE_MONTH] = "a day in {month}",
	[WORDS_VAGUE_DAY] = "one day",
	[WORDS_VAGUE_AREA] = "our area",
	[WORDS_VAGUE_PHONE] = "(phone number)",
	[WORDS_VAGUE_EMAIL] = "(address)",
	[WORDS_VAGUE_NUMBER] = "(number)",
	[WORDS_VAGUE_UNDER_1000] = "less than £1,000",
	[WORDS_VAGUE_1000_TO_5000] = "between £1,000 and £5,000",
	[WORDS_VAGUE_5000_TO_20000] = "between £5,000 and £20,000",
	[WORDS_VAGUE_OVER_20000] = "more than £20,000",
	[WORDS_VAGUE_MONEY] = "a sum of money",
	[WORDS_MONTHS] = "January February March April May June July August September October "
	    "November December",

	[WORDS_CHECK_TITLE] = "Check your answers",
	[WORDS_CHECK_HINT] = "Nothing has been sent yet. Type the number of an answer to change it.",
	[WORDS_CHECK_LOOKS] = "Things that could show who you are: {count}. To see them once more, type: "
	    "look",
	[WORDS_CHECK_EMPTY] = "(no answer)",
	[WORDS_LINK] = "The six words of your link: {words}. Ask somebody you trust in the group to read "
	    "theirs to you. If they are others, stop here: the link is false.",
	[WORDS_CHECK_TO] = "It goes to: {campaign} ({origin})",
	[WORDS_CHECK_CLOSED] = "This campaign stopped collecting on {day}. What is told now may come too "
	    "late to be used.",
	[WORDS_PROMPT_CHECK] = "To send it, type: send. To change an answer, its number. b: back, m: menu",
	[WORDS_SAY_SEND] = "To send it, type the word {command} and press Enter.",

	[WORDS_MENU_TITLE] = "What would you like to do?",
	[WORDS_MENU_HINT] = "Nothing has been sent. To leave at once, press Ctrl-C again: then nothing is "
	    "kept.",
	[WORDS_MENU_GO_ON] = "Go on",
	[WORDS_MENU_BACK] = "Go back to the page before",
	[WORDS_MENU_SKIP] = "Skip this question, and take out what I answered",
	[WORDS_MENU_EDITOR] = "Write this text in another program (an editor)",
	[WORDS_MENU_LANGUAGE] = "Change the language",
	[WORDS_MENU_HELP] = "See who can help (phone numbers)",
	[WORDS_MENU_SAVE] = "Save it in a locked file, to go on later",
	[WORDS_MENU_DELETE] = "Delete the locked file now: {path}",
	[WORDS_MENU_STOP] = "Stop. Nothing is sent, and nothing is kept",
	[WORDS_HELP_TITLE] = "Who can help",
	[WORDS_PROMPT_ENTER] = "Press Enter to go back.",

	[WORDS_EDITOR_TITLE] = "Write in another program?",
	[WORDS_EDITOR_HINT] = "Another program can only write into a file. While it is open, your words "
	    "stand in that file, not locked. The file is deleted afterwards, but that program may keep "
	    "copies of its own. Here, in this window, nothing is ever written to a file.",
	[WORDS_EDITOR_YES] = "Open the other program",
	[WORDS_EDITOR_NO] = "Go on writing here",
	[WORDS_EDITOR_TAKEN] = "Your words were taken over, and the file was deleted.",
	[WORDS_EDITOR_FAILED] = "Nothing was taken over: {why}.",

	[WORDS_DRAFT_TITLE] = "Save it, to go on later",
	[WORDS_DRAFT_HINT] = "Your answers are locked with a passphrase, in one file. Type the name of "
	    "the file. Anybody who uses this computer can see that it is there, but not what is in it. "
	    "Without the passphrase, nobody can open it, and neither can you. Enter alone: do not save.",
	[WORDS_DRAFT_NO_PATH] = "Nothing was saved.",
	[WORDS_DRAFT_SAVED] = "Saved, locked, in {path}. To go on later, start with --draft and this "
	    "name.",
	[WORDS_DRAFT_FAILED] = "It was not saved: {why}.",
	[WORDS_DRAFT_DELETED] = "{path} was deleted.",
	[WORDS_DRAFT_NOT_DELETED] = "{path} could not be deleted: {why}.",
	[WORDS_DRAFT_GOES_ON] = "Welcome back. This is what you had saved.",

	[WORDS_NOT_SENT] = "It was not sent, and nothing is lost: you can try again, or save it from the "
	    "menu (m). The reason: {why}.",
	[WORDS_UNCERTAIN_TITLE] = "It may have arrived, or not",
	[WORDS_UNCERTAIN_HINT] = "It was sent, but no clear answer came back ({why}). To send the same "
	    "once more is harmless: it is never counted twice.",
	[WORDS_UNCERTAIN_AGAIN] = "Send it once more",
	[WORDS_UNCERTAIN_RECEIPT] = "Leave it so, and show me my receipt",

	[WORDS_RECEIPT_TITLE] = "Your receipt: nine words",
	[WORDS_RECEIPT_ARRIVED] = "What you told us has arrived, and is kept, locked. Thank you.",
	[WORDS_RECEIPT_UNCERTAIN] = "It is not certain that what you told us has arrived. Keep these words: "
	    "they are good if it did.",
	[WORDS_RECEIPT_SEALED] = "It is locked in two files: {path} and {path}.mailbox. It has not been sent: "
	    "carry both to a machine that can send them.",
	[WORDS_RECEIPT_WRITE] = "Write these words on paper now, in this order, and keep them where only "
	    "you look. They are shown only once. Nobody can give them to you again, not even we.",
	[WORDS_RECEIPT_FOR] = "They are the only key to what you told: come back with them to read replies, "
	    "add, answer, or take all of it back. Whoever has them can speak for you.",
	[WORDS_RECEIPT_DATES] = "If you asked to see your words first: come back between {from} and "
	    "{until}. If we hear nothing by the last day, that counts as no.",
	[WORDS_RECEIPT_FILE] = "As you asked, they are in the file {path}, too. It is not locked.",
	[WORDS_RECEIPT_HELP] = "If you need somebody to talk to:",
	[WORDS_PROMPT_RECEIPT] = "Have you written them down? Then type word {number} and press Enter. "
	    "(Or type: {command})",
	[WORDS_RECEIPT_OTHER] = "That is not word {number}. Please look once more.",
	[WORDS_RECEIPT_AGAIN] = "Press Ctrl-C once more to leave. The words are not shown again.",

	[WORDS_DRAFT_STILL] = "The locked file {path} is still there. If you do not need it any more, "
	    "delete it.",
	[WORDS_PLAIN_STAYS] = "What was shown is still in this window: close it when you have finished.",
	[WORDS_STOPPED] = "Nothing was sent, and nothing is kept.",
	[WORDS_STOPPED_DRAFT] = "Nothing was sent. What you saved is in {path}, locked.",

	[WORDS_REPLIES_NONE] = "There is nothing for you here yet. Perhaps nobody has written; perhaps "
	    "what you told has not been fetched; perhaps something was lost on the way. The server "
	    "cannot read or change a message, but it can lose one or keep it back, and this program "
	    "would not know. Please look again in a few days.",
	[WORDS_REPLIES_CONTACT] = "If you expected an answer, ask the coordinators:",
	[WORDS_REPLY_MESSAGE] = "Message {n}, from {who}",
	[WORDS_REPLY_QUESTION] = "Question {n}, from {who}",
	[WORDS_REPLY_PREVIEW] = "Preview {n}, from {who}: your words as they would be shown",
	[WORDS_REPLY_GAP] = "(Part {part} of {parts} has not come.)",
	[WORDS_REPLY_NOT_WHOLE] = "A part is missing, so please do not answer yet: look again in some "
	    "days.",
	[WORDS_REPLY_USES] = "They ask whether your words may be used in these ways from now on, and in "
	    "no others:",
	[WORDS_REPLY_NO_USES] = "They ask whether your words should not be used in any way from now on.",
	[WORDS_REPLY_ANSWER_BY] = "Please read all of it, and answer by {day}. If the coordinators hear "
	    "nothing by that day, it counts as no, and the text is not used.",
	[WORDS_REPLY_TOO_LATE] = "The last day to answer was {day}. Nothing heard by then counts as no. "
	    "You can still answer; it counts for what is made after the coordinators have it.",
	[WORDS_REPLY_OLDER] = "There is a newer preview: only the newest counts.",
	[WORDS_REPLY_HOW] = "To answer, run `testimony answer` with --reply {name} and one of the words "
	    "yes, no, change. A no or a change always outweighs a yes.",
	[WORDS_SEEN] = "When the coordinators last wrote, {count} of your messages had reached them:",
	[WORDS_SEEN_NONE] = "When the coordinators last wrote, they had no message of yours.",
	[WORDS_SEEN_WEEK] = "{what}, in the week of Monday {day}",
	[WORDS_SEEN_TESTIMONY] = "what you told",
	[WORDS_SEEN_ADDITION] = "an addition",
	[WORDS_SEEN_CONSENT] = "how your words may be used",
	[WORDS_SEEN_ANSWER] = "an answer",
	[WORDS_SEEN_OTHER] = "something else",
	[WORDS_SEEN_LATER] = "Please compare that with what you have sent. What you sent since, or only "
	    "shortly before they wrote, cannot be among it. Where something older is missing, it was lost "
	    "or kept back on the way: please send it again, or tell them.",
	[WORDS_IN_FORCE] = "By what they wrote, your words may be used in these ways:",
	[WORDS_IN_FORCE_NONE] = "By what they wrote, your words may not be used in any way.",
	[WORDS_REPLIES_STRANGE] = "Not shown: {count} that cannot be opened with your nine words, or that "
	    "nobody signed for you. It is not from the coordinators, or it was changed on the way.",
	[WORDS_REPLIES_STRANGERS] = "Not shown: {count} by somebody whom this campaign file does not name "
	    "as a coordinator. If your file is an old one, take the newest and look again.",
	[WORDS_REPLIES_FORMER] = "Not shown: {count} by somebody who is no coordinator any more.",
	[WORDS_REPLIES_UNREADABLE] = "Not shown: {count} by a coordinator, but in a form that this program "
	    "does not know. A newer version may read it.",
	[WORDS_REPLIES_MIXED] = "Not shown: {count} parts of several replies with one number, which cannot be "
	    "told apart. Ask the coordinators to write again.",

	[WORDS_CONSENT_USES] = "From now on your words may be used only in these ways, where you allowed "
	    "them before:",
	[WORDS_CONSENT_NONE] = "From now on your words may not be used in any way.",
	[WORDS_CONSENT_NO_LONGER] = "These no longer hold, even where you ticked them before:",
	[WORDS_CONSENT_ONLY_LESS] = "This can only take away. To allow something anew, tell the "
	    "coordinators: they then send you a question, to be answered with yes. What has gone out "
	    "already cannot be called back.",

	[WORDS_WITHDRAW_WHAT] = "Withdrawing takes back all that you sent to this campaign with these nine "
	    "words: what you told, additions, answers. The server erases it, and the replies to you, for "
	    "good, and takes nothing more with these words. It keeps your signed withdrawal, so that the "
	    "coordinators see it: they must then erase the copies that they have fetched.",
	[WORDS_WITHDRAW_NOT] = "What cannot be called back: what has gone out already, such as a report that "
	    "was printed or pages that were handed to a Member of Parliament, and what people remember. "
	    "And a withdrawal cannot be undone.",
	[WORDS_WITHDRAW_ASK] = "To withdraw all of it, type the whole word {yes}: ",
	[WORDS_WITHDRAW_YES] = "yes",
	[WORDS_WITHDRAW_SURE] = "That is what the server says. Should `testimony check` show you anything "
	    "after this, it was not done: please ask the coordinators.",

	[WORDS_SENDING] = "Sending ...",
	[WORDS_WORKING] = "Doing the work that the server asks for against floods: {seconds} s ...",
	[WORDS_TRYING] = "{why}. This program tries again by itself, for up to {minutes} min, and nothing "
	    "is lost meanwhile. To end it, press Ctrl-C.",
	[WORDS_TRYING_BUSY] = "The server has very much to do just now, and takes in only some of those who "
	    "ask, by lot",
	[WORDS_TRYING_AGAIN] = "Next try in {seconds} s, for up to {minutes} min more. To end it: Ctrl-C",
	[WORDS_TRYING_STILL] = "Still trying, for up to {minutes} min more. Nothing is lost.",
};
