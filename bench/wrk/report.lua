-- bench/wrk/report.lua: what wrk measured, as one line of JSON at the end.
done = function(summary, latency, requests)
        local e = summary.errors
        io.write(string.format(
                '\n{"requests":%d,"us":%d,"p50_us":%d,"p99_us":%d,"bytes":%d,"failed":%d,"broken":%d}\n',
                summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
                summary.bytes, e.status, e.connect + e.read + e.write + e.timeout))
end
