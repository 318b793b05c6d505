# Settings profiles.

profile-unknown-fields = { $path } has settings that this Tertulia does not know and leaves out: { $fields }.
profile-none = There are no profiles yet in { $folder }.
