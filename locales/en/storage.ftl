# The database of the registry.
storage-address = “{ $url }” is no address of a database. Give the path of a SQLite file, or postgres://user@server/name.
storage-bad-cursor = “{ $text }” is no place in a list. Open the list again from its first page.
storage-broken = Writing to the database has stopped: { $reason }. What was reported as done is there. Check the disk, then start again.
storage-circle = Unit { $id } stands above unit { $parent } and cannot be moved below it.
storage-commit = It was not saved: { $reason }. Nothing has changed; please do it again.
storage-damaged = Table { $table } of the database holds something that cannot be understood in column { $column }: “{ $value }”. Use a newer version of the program, or restore a backup.
storage-database = The database reports: { $reason }
storage-file = { $path } cannot be read or written: { $reason }
storage-migrated = The database was brought up to date, steps taken: { $count } ({ $steps }).
storage-migration = The database could not be brought up to date: { $reason }. The step that failed left no change.
storage-missing = There is no { storage-noun } { $id }.
storage-no-file = There is no database file { $path }. Check the path, or make a new one with antin migrate.
storage-no-place = No database was named. Give --data FOLDER or --database ADDRESS.
storage-no-such-reference = This refers to something that is not there, or something else needs it ({ $what }). Nothing has changed.
storage-no-such-step = This step ({ $verb }) cannot be taken: { storage-noun } { $id } is in state { $state }.
storage-stale = Somebody has just changed { storage-noun } { $id }. Open it again to see what is new, then go on.
storage-taken = This is in the registry already ({ $what }).
storage-up-to-date = The database is up to date.
storage-noun = { $noun ->
    [campaign] campaign
    [campaign-case] case
    [campaign-report] report of unit
    [campaign-unit] unit of the campaign
    [evidence] evidence
    [certificate] certificate
    [device] device
    [grant] grant
    [import] import
    [person] person
    [reorganisation] reorganisation
    [review] review
    [search] saved search
    [unit] unit
    [user] user
   *[other] item
}
