# The audit and its verification.
audit-intact = The audit is intact: { $events } events, { $checkpoints } signed checkpoints, the last one at event { $sealed } ({ $open } events behind it).
audit-tampered = The audit is NOT as it was written: { $count } faults in { $events } events.{ $list }
audit-and-more = and { $count } more
audit-bad-checkpoint = The checkpoint at event { $number } was not signed by the key of this installation.
audit-changed = Event { $number }: its content was changed or exchanged.
audit-head-differs = The row that names the end of the audit (event { $number }) does not fit the last event.
audit-inserted = Event { $number } was put in, out of order.
audit-removed = Events { $from } to { $to } were removed.
audit-rewritten = The audit was written anew: event { $number } is not the one of the signed checkpoint.
audit-rolled-back = The audit ends at event { $last }, but there is a signed checkpoint at event { $number }: its tail was cut, or an older copy was put back.
audit-tail-cut = The tail of the audit was cut: it ends at event { $last } and should end at { $number }.
audit-unlinked = Event { $number } does not follow the one before it: one of the two was exchanged or put in.
