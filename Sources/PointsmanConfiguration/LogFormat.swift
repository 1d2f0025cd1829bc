/// How the log is written.
package enum LogFormat: String, Sendable {
    case text, json, journal
}
