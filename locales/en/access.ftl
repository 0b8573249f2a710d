# Rights: why something is refused.
access-no-role = You hold no role today. Ask the administrator of your unit.
access-not-within = You may do this ({ $act }), but not in this unit or for this person.
access-no-such-right = Your role may not do this ({ $act }). Roles that may: { $roles }.
