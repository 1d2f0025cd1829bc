import Glibc
import PointsmanFormats

/// PgBouncer's log: lines of `2026-11-24 20:24:57.899 UTC [14349] WARNING …`, in its machine's local time.
package enum PoolerLogText {
    /// The complaints from `moment` on, each kind once, in the order of the kinds.
    /// - Parameter moment: a time such as `2026-11-24 20:24:57`.
    package static func complaints(in text: String, since moment: String) -> [LoggedComplaint] {
        var found: [LoggedComplaint] = []
        for line in text.split(separator: "\n") {
            let time = String(line.prefix(moment.count))
            guard time.count == moment.count, time >= moment, time.first?.isNumber == true,
                let complaint = PoolerComplaint(PoolerLogLine(String(line)))
            else { continue }
            if let index = found.firstIndex(where: { $0.complaint == complaint }) {
                found[index].count += 1
                found[index].lastTime = time
            } else {
                found.append(LoggedComplaint(complaint: complaint, count: 1, lastTime: time))
            }
        }
        return PoolerComplaint.allCases.compactMap { kind in found.first { $0.complaint == kind } }
    }

    /// The moment that long ago, in the log's format.
    static func moment(ago span: Duration) -> String {
        var moment = time(nil) - Int(span.components.seconds)
        var parts = tm()
        localtime_r(&moment, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M:%S", &parts)
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
