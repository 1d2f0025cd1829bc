import ArgumentParser
import PointsmanFormats
import PointsmanRecording

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the incidents that this instance has recorded, as patronictl history does.",
        discussion: "`pointsman why --at TIME` tells one of them.")

    @OptionGroup var instance: InstanceOptions

    @Argument(help: "A file of a recording, or a folder of them; else the instance's own.", completion: .file())
    var file: String?

    @Flag(help: "Print one JSON array.")
    var json = false

    func run() throws {
        let reports = try RecordingSource(file, of: instance).incidents()
        print(
            json ? JSONWriter.text(.array(reports.map(\.json)), indented: true) : IncidentTable.text(reports))
    }
}
