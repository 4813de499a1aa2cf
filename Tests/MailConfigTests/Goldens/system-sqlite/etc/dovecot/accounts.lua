-- Rendered by Palomar. Changes made here are reported as drift and replaced by the next generation;
-- use an override to change a setting.

local uid, gid = "5000", "5000"
local mail = "/var/mail/palomar"
local accounts = "account"
local open = function()
  -- Milliseconds that a reader waits for a writer.
  return require("luasql.sqlite3").sqlite3():connect("/var/lib/palomar/directory/accounts/accounts.sqlite", 1000)
end

-- Nobody knows the password of this one. It is computed for unknown names, so that the answer takes its time.
local nobody = "{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1"
  .. "$o4ghXDMr/3atHsGARRyjog$9erHNblRkt0R0w4Xjj9SxMSIWLjusRjya9c/EAwcGsU"

local connection

-- What `statement` finds, or nil when the mail directory does not answer. A broken connection is opened anew.
local function rows(statement)
  for _ = 1, 2 do
    connection = connection or open()
    local cursor = connection and connection:execute(statement(connection))
    if cursor then
      local found = {}
      local row = cursor:fetch({}, "a")
      while row do
        table.insert(found, row)
        row = cursor:fetch({}, "a")
      end
      cursor:close()
      return found
    end
    if connection then connection:close() end
    connection = nil
  end
  return nil
end

-- The account of that name: nil when the mail directory does not answer, false when there is none.
local function account(name)
  local found = rows(function(open)
    return "SELECT address, password, quota_bytes, sign_in FROM " .. accounts
      .. " WHERE address = '" .. open:escape(name) .. "'"
  end)
  return found and (found[1] or false)
end

local function mailbox(found, prefix)
  local name, domain = found.address:match("^(.*)@(.*)$")
  return {
    [prefix .. "uid"] = uid,
    [prefix .. "gid"] = gid,
    [prefix .. "home"] = mail .. "/" .. domain .. "/" .. name,
    [prefix .. "quota_rule"] = string.format("*:bytes=%d", tonumber(found.quota_bytes)),
  }
end

function auth_password_verify(request, password)
  local found = account(request.user)
  if found == nil then
    return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, "the mail directory does not answer"
  end
  if not found or tonumber(found.sign_in) ~= 1 or not found.password then
    request:password_verify(nobody, password)
    return dovecot.auth.PASSDB_RESULT_USER_UNKNOWN, {}
  end
  if request:password_verify(found.password, password) ~= 1 then
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, {}
  end
  return dovecot.auth.PASSDB_RESULT_OK, mailbox(found, "userdb_")
end

function auth_userdb_lookup(request)
  local found = account(request.user)
  if found == nil then
    return dovecot.auth.USERDB_RESULT_INTERNAL_FAILURE, "the mail directory does not answer"
  end
  if not found then return dovecot.auth.USERDB_RESULT_USER_UNKNOWN, {} end
  return dovecot.auth.USERDB_RESULT_OK, mailbox(found, "")
end

function auth_userdb_iterate()
  local users = {}
  for _, row in ipairs(rows(function() return "SELECT address FROM " .. accounts .. " ORDER BY address" end) or {}) do
    table.insert(users, row.address)
  end
  return users
end

function script_init()
  return 0
end

function script_deinit()
  if connection then connection:close() end
end
=== root:root 644 dovecot
