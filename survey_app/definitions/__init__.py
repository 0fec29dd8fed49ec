"""The other YAML files: organisation, plan, mapping. Pure, with the same marks and problems as questionnaires."""
