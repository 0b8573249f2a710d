# Sentences of the intake.
intake-unreadable = { $file } cannot be read: { $reason }.
intake-units-first = There are no units yet. Take in the list of units first.
intake-unit-circle = The list of units runs in a circle: a unit stands below itself. Correct the column with the code of the unit above.
intake-not-waiting = This list does not wait to be applied any more.
intake-undo-kind = Only lists of certificates can be taken back. Units and people are put right by a newer list.
intake-much-gone = This list drops { $gone } of the { $had } that stand there. It may be a part of a list, not the whole.
