-- Rendered by Palomar. Changes made here are reported as drift and replaced by the next generation;
-- use an override to change a setting.

local driver = function()
  -- Milliseconds that a reader waits for a writer.
  return require("luasql.sqlite3").sqlite3():connect("/var/lib/palomar/directory/accounts/accounts.sqlite", 1000)
end
local uid, gid = "5000", "5000"
local mail = "/var/mail/palomar"
local accounts = "account"

-- Nobody knows the password of this one; it only takes its time.
local nobody = "{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1"
  .. "$o4ghXDMr/3atHsGARRyjog$9erHNblRkt0R0w4Xjj9SxMSIWLjusRjya9c/EAwcGsU"

local connection

-- The first row, false when there is none, nil when the mail directory does not answer.
local function first_row(statement)
  connection = connection or driver()
  if not connection then return nil end
  local cursor = connection:execute(statement(connection))
  if not cursor then
    connection:close()
    connection = nil
    return nil
  end
  local row = cursor:fetch({}, "a")
  cursor:close()
  return row or false
end

-- The account of that name that may sign in.
local function account(name)
  local function statement(open)
    return "SELECT address, password, quota_bytes FROM " .. accounts .. " WHERE address = '" .. open:escape(name)
      .. "' AND sign_in = 1 AND password IS NOT NULL"
  end
  local row = first_row(statement)
  if row == nil then row = first_row(statement) end
  return row
end

function auth_password_verify(request, password)
  local found = account(request.user)
  if found == nil then
    return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, "the mail directory does not answer"
  end
  if not found then
    request:password_verify(nobody, password)
    return dovecot.auth.PASSDB_RESULT_USER_UNKNOWN, {}
  end
  if request:password_verify(found.password, password) ~= 1 then
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, {}
  end
  local name, domain = found.address:match("^(.*)@(.*)$")
  return dovecot.auth.PASSDB_RESULT_OK, {
    userdb_uid = uid,
    userdb_gid = gid,
    userdb_home = mail .. "/" .. domain .. "/" .. name,
    userdb_quota_rule = string.format("*:bytes=%d", tonumber(found.quota_bytes)),
  }
end

function script_init()
  return 0
end

function script_deinit()
  if connection then connection:close() end
end
=== root:root 644 dovecot
