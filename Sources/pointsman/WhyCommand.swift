import ArgumentParser
import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats
import PointsmanRecording

struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Tell what an incident was, and whose its time was.",
        discussion: """
            Reads the flight recorder's files (key recorder), and tells the last incident, or the one at a time: what happened when, whose \
            each part of the time was, which rule decided, and what would have made it shorter. An incident is a time in which writes were \
            held, moved or refused, or this instance was not ready.

            The exit code is 0 where an incident is told, 1 where there is none.
            """)

    @OptionGroup var instance: InstanceOptions

    @Argument(help: "A file of a recording, or a folder of them; else the instance's own.", completion: .file())
    var file: String?

    @Flag(help: "The last incident; so it is where nothing else is asked.")
    var last = false

    @Option(help: ArgumentHelp("The incident at this time (UTC), or of this name.", valueName: "time"))
    var at: String?

    @Flag(help: "One line an incident.")
    var list = false

    @Flag(help: "Print one JSON object; with --list an array.")
    var json = false

    @Option(
        help: ArgumentHelp("Write one HTML file, which needs nothing else.", valueName: "file"), completion: .file())
    var html: String?

    func validate() throws {
        if [last, at != nil, list].count(where: { $0 }) > 1 {
            throw ValidationError("--last, --at and --list exclude each other")
        }
        if let at, WallTime(at) == nil, !at.contains("-") {
            throw ValidationError("--at \(at): a time such as 2026-11-30T22:15:00Z, or an incident's name is expected")
        }
    }

    func run() throws {
        let source = try RecordingSource(file, of: instance)
        let reports = at == nil && !list ? try source.lastIncident().map { [$0] } ?? [] : try source.incidents()
        if list { return try write(reports) }
        guard let report = try chosen(reports) else {
            print(
                reports.isEmpty
                    ? "no incident: writes were neither held, moved nor refused, and this instance was ready"
                    : "no incident is so named; `pointsman why --list` tells \(reports.count)")
            throw ExitCode(1)
        }
        if html != nil { return try write([report]) }
        print(json ? JSONWriter.text(report.json, indented: true) : IncidentText.text(report))
    }

    /// The incident that is asked for; of a time between two the one before.
    private func chosen(_ reports: [IncidentReport]) throws -> IncidentReport? {
        guard let at else { return reports.last }
        if let named = reports.last(where: { $0.id.description == at }) { return named }
        return WallTime(at).flatMap { time in reports.last { $0.began <= time || $0.covers(time) } }
    }

    private func write(_ reports: [IncidentReport]) throws {
        if let html {
            do throws(SystemError) {
                try AtomicFile.write(IncidentPage.html(reports), to: html, mode: 0o644)
            } catch {
                throw Exit.saying("\(error)", .cannotCreate)
            }
            print(html)
        } else if json {
            print(JSONWriter.text(.array(reports.map(\.json)), indented: true))
        } else {
            print(IncidentTable.text(reports))
        }
        if reports.isEmpty { throw ExitCode(1) }
    }
}

extension IncidentReport {
    fileprivate func covers(_ time: WallTime) -> Bool {
        let start = began.microseconds - Int64(unnoticed / .microseconds(1))
        return (start...began.microseconds + Int64(duration / .microseconds(1))).contains(time.microseconds)
    }
}
