import Glibc

/// The wall clock, as people read it.
enum UTCTime {
    /// The present time in UTC with milliseconds, in the format of RFC 3339.
    static func text() -> String {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        var fields = tm()
        gmtime_r(&moment.tv_sec, &fields)
        var buffer = [CChar](repeating: 0, count: 32)
        let length = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%S", &fields)
        let milliseconds = String(1_000 + moment.tv_nsec / 1_000_000).dropFirst()
        return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self) + ".\(milliseconds)Z"
    }
}
