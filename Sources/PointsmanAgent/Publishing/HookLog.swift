import Logging
import PointsmanFormats

/// How a hook's notes stand in the log.
enum HookLog {
    static func write(_ note: HookNote, to log: Logger) {
        switch note {
        case .line(let line): log.info("hook: \(printable(line))")
        case .rest(let bytes): log.warning("hook: printed \(bytes) bytes more, which are not logged")
        case .ended(0): log.info("hook: done")
        case .ended(let code): log.error("hook: ended with code \(code)")
        case .tookTooLong(let limit): log.error("hook: took longer than \(limit.inSeconds) s and was ended")
        case .notStarted(let error): log.error("hook: \(error)")
        }
    }
}
