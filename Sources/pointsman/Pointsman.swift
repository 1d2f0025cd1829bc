import ArgumentParser

@main
struct Pointsman: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pointsman",
        abstract: "Follows PostgreSQL's primary and takes PgBouncer with it.",
        discussion:
            "One variable is enough to start: DATABASE_URL=postgres://app:secret@db.internal:5432/app pointsman run",
        subcommands: [
            Run.self, ShowStatus.self, Check.self, DoctorCommand.self, SizeCommand.self, BenchCommand.self, Render.self,
            Hold.self, Release.self,
            Handover.self,
            FenceCommand.self,
        ])
}
