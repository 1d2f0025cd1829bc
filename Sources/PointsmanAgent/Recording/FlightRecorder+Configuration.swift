import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanFormats
import PointsmanRecording

extension FlightRecorder {
    /// Nil if the operator wants none.
    convenience init?(_ configuration: Configuration, instance: String, log: Logger) {
        guard configuration.recorderBytes > 0 else { return nil }
        self.init(
            folder: configuration.recorderFolder, mostBytes: Int(configuration.recorderBytes),
            header: RecordingHeader(
                version: PointsmanVersion.text, commit: BuildCommit.text, instance: instance,
                run: Chronicle.wallMicroseconds, number: 0), log: log)
    }
}
