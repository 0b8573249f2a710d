# Sentences of the storage.
storage-address = The address { $url } of a database cannot be used: give the path of a file or postgres://…
storage-bad-cursor = The address of this page is wrong ({ $text }). Open the list from its beginning.
storage-broken = Nothing can be written any more: { $reason }. What was confirmed is kept; tell the administrator.
storage-circle = Unit { $id } cannot come below unit { $parent }: it stands above it.
storage-commit = It could not be written: { $reason }. Nothing was changed.
storage-damaged = Unreadable data: table { $table }, column { $column }, value { $value }. Tell the administrator.
storage-database = The database reports an error: { $reason }. Try again; if it stays, tell the administrator.
storage-file = { $path } cannot be read or written: { $reason }.
storage-migration = The database could not be brought up to date: { $reason }.
storage-missing = There is no such thing ({ $noun } { $id }).
storage-no-such-reference = Something that was referred to is not there: { $what }.
storage-no-such-step = { $noun } { $id } is in state { $state }: { $verb } is not possible.
storage-stale = Somebody else has just changed this ({ $noun } { $id }). Open the page again and repeat.
storage-taken = Already there: { $what }.
