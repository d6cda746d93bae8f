-- A stored e-mail as addresses are compared: canonical_email() of it, kept in ec where lower case alone is not that.
local function email_key(email, canonical)
  return canonical or (email and string.lower(email))
end
