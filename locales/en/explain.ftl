# antin explain: why a certificate got its action.
explain-no-result = The folder { $folder } has no summary.json of a review. Review with json among --format (it is by default), then explain from that folder.
explain-list-missing = The file { $file } that was reviewed is not there. Put it back (paths count from the present folder), or review again.
explain-list-changed = The file { $file } changed since the review, so the old result cannot be explained. Review it again.
explain-folder-changed = The files in { $file } changed since the review, so the old result cannot be explained. Review it again.
explain-policy-changed = The policy pack { $name } is now version { $now }; the review used version { $then }. Review again.
explain-other-result = The review now gives { $now } certificates, the result has { $then }: another version of the program made it. Review again.
explain-no-case = No case has the number or the serial “{ $text }”. Numbers go from 1 to { $cases } (column case of cases.csv).
explain-several-cases = The serial “{ $text }” is in several cases: { $cases }. Give the number of the case.

explain-title = Case { $number } · serial { $serial } · { $holder }
explain-unit = Unit: { $unit }
explain-action = Action: { $action }
explain-due = Due: { $day }
explain-also = (The same digits are a serial in case { $cases }.)

explain-rows = THE ROWS THAT SPEAK OF THIS CERTIFICATE
explain-row = { $list }, row { $row }
explain-mark = ≠ stands before what is to be put right.
explain-noise = Differences without weight, understood by the program: { $noise }.

explain-links = WHY THE ROWS WERE LINKED
explain-link = { $list }, row { $row }: rule { $rule }, score { $score }/100: { $reason }
explain-no-link = Linked with no other row.

explain-facts = WHAT WAS CONSIDERED
explain-in-force = The certificate is in force, { $days } days left (until { $day }).
explain-revoked = The CA revoked this certificate.
explain-superseded = The certificate was replaced (renewal or change of information) and is out of use; its end was { $day }.
explain-expired = The certificate expired on { $day }, { $days } days ago.
explain-not-yet = The certificate is not in force yet (its end is { $day }).
explain-unlisted = The CA's list lacks this certificate.
explain-at-hand = The certificate itself is at hand, read from its file: it exists, and ends on { $day }.
explain-renewals = Renewed { $count } times; at most { $limit } are allowed.
explain-renewals-unknown = No list says whether it was renewed.
explain-window = Expiring: no more than { $window } days are left. A renewal needs at least { $least }.
explain-asked-to-revoke = Its revocation was asked for in writing.
explain-not-registered = Not found on the application (registry).
explain-registry-uncertain = A row of the registry may speak of this certificate, not surely.
explain-organisation = An organisation's certificate: not compared with the roster.
explain-no-roster = There is no roster: the holder was not considered.
explain-person-uncertain = Several people on the roster may be the holder: it is not sure who.
explain-person-unknown = No such person is on the roster.
explain-person-active = The holder works, in a position that may use a certificate.
explain-person-not-entitled = The holder works, but in a position outside the scope of use.
explain-person-retired = The holder retired.
explain-person-resigned = The holder resigned.
explain-person-left-sector = The holder moved outside the sector.
explain-person-died = The holder died.
explain-several = The holder has { $count } more of the same kind in force; { $newest ->
    [yes] this one is the newest
   *[no] this one is not the newest
}.
explain-unit-dissolved = The unit has ended without a successor.

explain-rules = RULES THAT SPOKE
explain-rule = { $title } [{ $code }], clause { $clause }
explain-no-rule = No rule found anything to do.
explain-decides = { $action }: this is the action chosen.
explain-outranked = { $action }: stands behind “{ $chosen }”, to be done after it or with it.
explain-asked-already = { $action }: stands behind “{ $chosen }”; what was asked for is not asked for twice.
explain-warns = A warning only, it asks for nothing else.
explain-softened = Not revoked yet: { $why }.

explain-related = RELATED CASES
explain-related-line = { $relation }: { $action }
explain-predecessor = Case { $number } (serial { $serial }), the certificate before this one
explain-successor = Case { $number } (serial { $serial }), the certificate that replaced this one
explain-same-holder = Case { $number } (serial { $serial }), the same holder

explain-law = LAW
explain-policy = { $title } (policy pack { $name }, version { $version }), as of { $day }
explain-letter = { $letter }, clause { $clauses }
