# Perfiles de ajustes.

profile-unknown-fields = { $path } tiene ajustes que esta Tertulia no conoce y pasa por alto: { $fields }.
profile-none = Todavía no hay perfiles en { $folder }.
