-- bench/wrk/submit.lua TOKEN PROCEDURE PLACES: submissions over the API, each with a key and a
-- place of its own. PLACES is a file of unit codes, one a line.
local places, n = {}, 0
local token, procedure
local run

function init(args)
        token, procedure = args[1], args[2]
        for line in io.lines(args[3]) do
                places[#places + 1] = line
        end
        run = args[4]
        wrk.method = "POST"
        wrk.headers["Content-Type"] = "application/json"
        wrk.headers["Authorization"] = "Bearer " .. token
end

function request()
        n = n + 1
        wrk.headers["Idempotency-Key"] = string.format("bench-%s-%08d", run, n)
        return wrk.format(nil, "/api/v1/dossiers", nil, string.format(
                '{"procedure":"%s","place":"%s","name":"Nguyễn Thị Thử","identity":"0380940%05d",' ..
                '"birth_day":"1994-03-12","phone":"0912345678","address":"%d Lê Lai"}',
                procedure, places[n % #places + 1], n % 100000, n))
end

dofile((debug.getinfo(1, "S").source:sub(2):gsub("[^/]*$", "")) .. "report.lua")
