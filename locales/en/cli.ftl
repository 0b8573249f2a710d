# Sentences of the command line.
cli-no-policy-for-day = No policy pack holds on { $day }. Name one with --policy; there are: { $names }.
cli-no-such-policy = There is no policy pack or file “{ $name }”. There are: { $names }.
cli-unreadable = { $file } cannot be read: { $reason }.
cli-bad-policy = The policy file { $file } cannot be used: { $reason }
cli-no-row = No row of { $file } could be used. Row { $row } says: “{ $text }”. See how the file is read: antin lists show { $file }
cli-bad-day = “{ $text }” is no day. Write it as YYYY-MM-DD, for example 2024-06-14.
cli-no-such-unit = There is no unit “{ $unit }” in the list of units or in the other lists.
cli-folder-in-use = The folder { $folder } holds other files (for example { $file }), not a result of a review. Choose another folder.
cli-cannot-write = { $folder } cannot be written: { $reason }. Nothing was written.
cli-workbook = The workbook review.xlsx cannot be made: { $reason }. Nothing was written.
cli-invariant = The result does not add up: { $name }. Nothing was written; please tell the developers.
cli-certificates-read = Certificates read from files: { $read }; { $used } rows of the CA's list found theirs; { $others } are on no row of it
cli-crl-read = CRLs: { $used } of { $read } used; by them { $good } certificates are not revoked, { $revoked } are revoked, of { $unknown } it is not known
cli-crl-grounds = { $grounds ->
    [anchor] CRLs are believed where their issuer leads to a certificate of the trust store.
   *[issuer] CRLs are believed because the key that issued the certificates signed them; nobody vouches for that key, as no trust store was given (--trust).
}
cli-certificate-forged = Not believed: { $name }. The issuer that this certificate names did not sign it. Find out where the file comes from.
cli-crl-alone = --crl needs --certificates: a CRL is checked against the certificate itself.
cli-done = { $cases } certificates reviewed as of { $day } ({ $policy }).
cli-read = { $file }: { $read } rows read, { $used } used, { $rejected } rejected
cli-written = Result: { $path }
cli-explain-hint = To explain one certificate: antin explain { $folder } CASE
cli-error = Error: { $text }
cli-bad-kind = “{ $kind }” is no kind of list. There are: { $names }.
cli-seconds = { $stage }: { $seconds } s
cli-serving = Ấn Tín is running: { $address }
cli-serve-demo = Demonstration as of { $day }. One password for all: { $password }. Log-ins:
cli-serve-first = There is no account yet. Make the first administrator (works once): { $link }
cli-serve-stop = To stop: Ctrl+C.
cli-serve-ended = Stopped.
cli-serve-failed = The service broke off: { $reason }.
cli-cannot-listen = { $address } cannot be served: { $reason }. Choose another address with --listen.
cli-columns-hint = Say so in a --columns file; antin lists show --help tells how it is written.
