/// One PostgreSQL server of the lab's cluster, with its name and its place.
package struct LabMember: Sendable, Equatable {
    /// The member's number: 1, 2 or 3 (`db1` in the Procfile); 4 is the spare place.
    package let number: Int
    /// Its region, which is also its name and the `application_name` of its replication connection.
    package let region: String
    package let address: String
    /// Its name in `<id>.vm.<app>.internal`.
    package let machineID: String

    package init(number: Int, region: String, address: String, machineID: String) {
        self.number = number
        self.region = region
        self.address = address
        self.machineID = machineID
    }
}
