import PointsmanCore
import PointsmanRecording

/// A recording that may be damaged: it is read or refused with its line, and an incident of it can be told.
enum RecordingProperties {
    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        var history = IncidentHistory()
        do throws(RecordingError) {
            try RecordingReader.items(bytes) { item throws(RecordingError) in
                if case .step(let step) = item { _ = step.event.text(at: step.moment.nanoseconds) }
                try history.take(item)
            }
        } catch {
            guard error.line >= 0, !error.sentence.isEmpty else {
                throw BrokenProperty("an error without its place: \(error)")
            }
        }
        history.end()
        for report in history.reports {
            guard (0...1.000_1).contains(report.attributed) else {
                throw BrokenProperty("\(report.attributed) is attributed")
            }
            _ = IncidentText.text(report)
            _ = IncidentPage.html([report])
        }
    }
}
