using TherapyCompanion.Core.Agents.Letters;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Patients.Details;

namespace TherapyCompanion.Tests.Core.Patients;

/// <summary>Every status of a treatment × every step, and what a step does to whatever is scheduled.</summary>
public sealed class TreatmentTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, string> Table => StateTable.Of<TreatmentStatus>(
        """
        |             | Begin                 | Wait                  | Pause                 | Resume                | End              | Reopen                |
        | Waiting     | InTreatment           | no TreatmentElsewhere | no TreatmentElsewhere | no TreatmentElsewhere | Ended            | no TreatmentElsewhere |
        | InTreatment | no TreatmentElsewhere | Waiting               | Paused                | no TreatmentElsewhere | Ended            | no TreatmentElsewhere |
        | Paused      | no TreatmentElsewhere | no TreatmentElsewhere | no TreatmentElsewhere | InTreatment           | Ended            | no TreatmentElsewhere |
        | Ended       | no TreatmentOver      | no TreatmentOver      | no TreatmentOver      | no TreatmentOver      | no TreatmentOver | InTreatment           |
        """);

    [Theory]
    [MemberData(nameof(Table))]
    public void Treatment_between_its_states(string status, string step, string cell)
    {
        var treatment = new Treatment(Enum.Parse<TreatmentStatus>(status));
        treatment.Steps().Contains(Enum.Parse<TreatmentStep>(step)).Should().Be(!cell.StartsWith("no ", StringComparison.Ordinal), "what is offered is what is allowed");
        StateTable.Holds(treatment, t => t.Status.ToString(), t => t.Take(Enum.Parse<TreatmentStep>(step)), cell);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_step_out_of_treatment_stops_what_is_scheduled_and_no_other_does(string status, string step, string cell)
    {
        var patient = new Patient(Guid.NewGuid(), "מיה", "", Form.Feminine, Now);
        var refused = patient.Take(Enum.Parse<TreatmentStep>(step), new Treatment(Enum.Parse<TreatmentStatus>(status)), Now.AddHours(1));
        (refused is not null).Should().Be(cell.StartsWith("no ", StringComparison.Ordinal));
        patient.HeldAt.Should().Be(refused is null && cell != nameof(TreatmentStatus.InTreatment) ? Now.AddHours(1) : null);
    }
}
