namespace TherapyCompanion.Core.Operations;

/// <summary>Why no PDF came.</summary>
public static class PrintRefusals
{
    /// <summary>There is no browser on this machine to print with.</summary>
    public static readonly Refusal NoPrinter = new("NoPrinter");

    /// <summary>Others are printing, and waiting longer would be no answer.</summary>
    public static readonly Refusal PrinterBusy = new("PrinterBusy");

    /// <summary>The browser ended, hung or answered with something else than a PDF.</summary>
    public static readonly Refusal PrinterFailed = new("PrinterFailed");
}
