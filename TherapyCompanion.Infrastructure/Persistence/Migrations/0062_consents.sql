-- A consent that was withdrawn stops what is scheduled (design rule 12), also when the patient withdraws it themselves.
grant update (held_at) on tc.patients to tc_patient;
