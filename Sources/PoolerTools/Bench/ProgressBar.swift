/// A line that is written over itself while a run goes on.
package enum ProgressBar {
    /// - Parameter done: from 0 to 1.
    package static func line(_ done: Double, _ label: String, width: Int) -> String {
        let percent = Int((min(1, max(0, done)) * 100).rounded())
        let room = max(8, min(40, width - 36))
        let filled = room * percent / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: room - filled)
        // To the line's start, and clear it: ECMA-48's CR and EL.
        return "\r\u{1B}[K\(bar) \(percent) % \(label)"
    }
}
