# Letters by e-mail: to each holder, and every morning to those who keep the records.
letters-place = Open in the application: { $address }
letters-server-wrong = The address of the mail server cannot be used: { $reason }. Write smtp://mail.example:25 or smtps://name:password@mail.example:465.
letters-from-wrong = «{ $text }» is no e-mail address ({ $reason }). Give one after --mail-from, for example antin@mail.example.
letters-expiry-subject = Your certificate ends in { $days } days
letters-expiry-stands = The certificate of { $holder }, serial { $serial }, ends on { $end } ({ $days } days left).
letters-expiry-renew = To do: ask for a renewal, on { $last } at the latest. After that day it cannot be renewed, only issued anew.
letters-expiry-reissue = It was renewed { $count } time(s) already and cannot be renewed again. To do: if it is still needed, ask for revocation and re-issue before it ends.
letters-expiry-unknown = Nobody knows how often it was renewed ({ $limit } is allowed). To do: ask the officer in charge of your unit before { $last }, the last day on which it can be renewed.
letters-expiry-too-late = Fewer than { $least } days are left, so it cannot be renewed any more. To do: if it is still needed, ask for a new one.
letters-digest-subject = Ấn Tín: what needs attention on { $day }
letters-digest-what = Within your reach there are today:
letters-digest-findings = – { $count } certificates with open findings
letters-digest-off-roster = – { $count } certificates in force whose holder is not on the roster
letters-digest-ca-only = – { $count } certificates on the CA's list that are not registered
letters-digest-registry-only = – { $count } certificates that are registered and not on the CA's list
letters-digest-soon = – { $count } certificates that end within { $days } days
letters-campaign-subject = Ấn Tín: cases of a campaign wait for a decision
