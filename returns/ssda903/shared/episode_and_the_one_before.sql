-- Each episode but a child's first, and the child's episode before it: what the rules on neighbours
-- ask of both, that of the earlier under names that start with `before_`.
select
    this.CHILD,
    this.row_number,
    this.DECOM_on,
    this.RNE,
    this.CIN,
    this.PLACE,
    this.LS,
    this.PLACE_PROVIDER,
    this.PL_POST,
    this.URN,
    this.episode_number,
    before.row_number as before_row,
    before.DEC as before_DEC,
    before.DEC_on as before_DEC_on,
    before.REC as before_REC,
    before.CIN as before_CIN,
    before.PLACE as before_PLACE,
    before.LS as before_LS,
    before.PLACE_PROVIDER as before_PLACE_PROVIDER,
    before.PL_POST as before_PL_POST,
    before.URN as before_URN,
    before.REASON_PLACE_CHANGE as before_REASON_PLACE_CHANGE
from episode_in_order as this
inner join episode_in_order as before
    on before.CHILD = this.CHILD and before.episode_number = this.episode_number - 1
